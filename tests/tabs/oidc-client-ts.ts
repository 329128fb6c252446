import { UserManager, WebStorageStateStore } from 'oidc-client-ts';
import { run, settings } from './tab.ts';

const { issuer, clientId, path, storage } = settings;
const manager = new UserManager({
  authority: issuer,
  client_id: clientId,
  redirect_uri: location.origin + path,
  userStore: new WebStorageStateStore({ store: storage === 'local' ? localStorage : sessionStorage }),
});

async function live(): Promise<string> {
  const user = await manager.getUser();
  if (user === null || user.expired === true) throw new Error('nobody is signed in');
  return user.access_token;
}

run({
  start: async () => {
    if (!new URLSearchParams(location.search).has('state')) return;
    await manager.signinRedirectCallback();
    history.replaceState(null, '', path);
  },
  renew: async () => {
    const user = await manager.signinSilent();
    if (user === null) throw new Error('no user');
    return user.access_token;
  },
  token: live,
  standing: () => live().then(() => 'signed-in', () => 'signed-out'),
  signIn: () => manager.signinRedirect(),
  signOut: () => manager.signoutRedirect(),
});
