import { createAuth, type AccessTokenOptions } from 'cx-auth';
import { run, settings } from './tab.ts';

const { issuer, clientId, path, storage, dpop = false } = settings;
const auth = createAuth({
  issuer,
  clientId,
  redirectUri: location.origin + path,
  silentRedirectUri: new URL('silent.html', location.href).href,
  storage,
  dpop,
  par: dpop,
  apiOrigins: [new URL(issuer).origin],
});
/** The token that this tab has had last. In a round an API has refused it. */
let refused: string | undefined;

run({
  start: async () => {
    await auth.start();
    if (auth.state.status === 'signed-in') refused = await auth.accessToken();
  },
  renew: async () => {
    const options: AccessTokenOptions = refused === undefined ? {} : { insteadOf: refused };
    return (refused = await auth.accessToken(options));
  },
  token: async () => (refused = await auth.accessToken()),
  standing: async () => auth.state.status,
  watch: (changed) => void auth.subscribe((state) => changed(state.status)),
  signIn: () => auth.signIn(),
  signInWithPopup: () => auth.signInWithPopup(),
  signOut: () => auth.signOut(),
  call: async (url) => (await auth.fetch(url)).status,
  username: () => auth.user?.username,
});
