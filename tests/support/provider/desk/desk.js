// An app with one session object for each provider it was set up with. The test put the set-up on the window before any script.
import { AuthError, createAuth } from '/cx-auth/index.js';

window.AuthError = AuthError;
// Parts of the package that an app loads when it needs them.
window.part = (name) => import(`/cx-auth/${name}.js`);
window.desk = {};
for (const [name, { start, ...config }] of Object.entries(window.deskSetUp)) {
  const auth = createAuth(config);
  window.desk[name] = auth;
  document.body.append(view(name, auth));
  if (start) auth.start(start).catch(() => undefined);
}

/** What a person sees of a session: where it stands, who it is, and the two buttons. */
function view(name, auth) {
  const section = document.createElement('section');
  section.setAttribute('aria-label', name);
  const status = section.appendChild(document.createElement('output'));
  const button = (text, press) => {
    const element = section.appendChild(document.createElement('button'));
    element.textContent = text;
    element.addEventListener('click', () => press().catch(() => undefined));
  };
  button('Sign in', () => auth.signIn());
  button('Sign in beside', () => auth.signInWithPopup());
  button('Sign out', () => auth.signOut());
  const show = () => {
    const { status: where, reason, error } = auth.state;
    status.textContent = [where, error?.code ?? reason, auth.user?.username].filter(Boolean).join(' ');
  };
  auth.subscribe(show);
  show();
  return section;
}
