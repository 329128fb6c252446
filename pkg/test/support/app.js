// A customer's app for the browser tests: makes the session object, starts it if told to, and leaves it to the test on the
// window. `testSettings` is put there by the test before any script runs.
import { AuthError, createAuth } from 'cx-auth'

const { onLoad, ...config } = window.testSettings
window.AuthError = AuthError
window.auth = createAuth({ clientId: 'agentdesk', timeoutMs: 3000, ...config })
window.states = []
window.auth.subscribe((state) => window.states.push(state.status))
if (onLoad) window.started = window.auth.start({ onLoad }).catch((error) => error)
