// The page in the hidden frame of a silent sign-in: the package's own script is all of it.
import 'cx-auth/silent.js'
