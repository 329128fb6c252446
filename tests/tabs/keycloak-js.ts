import Keycloak from 'keycloak-js';
import { run, settings } from './tab.ts';

const { issuer, clientId, path } = settings;
const [url = '', realm = ''] = issuer.split('/realms/');
const keycloak = new Keycloak({ url, realm, clientId });

async function token(validity: number): Promise<string> {
  await keycloak.updateToken(validity);
  if (keycloak.token === undefined) throw new Error('no token');
  return keycloak.token;
}

run({
  start: async () => {
    await keycloak.init({ onLoad: 'check-sso', silentCheckSsoRedirectUri: new URL('silent-check-sso.html', location.href).href });
  },
  renew: () => token(-1),
  token: () => token(5),
  standing: async () => (keycloak.authenticated === true ? 'signed-in' : 'signed-out'),
  signIn: () => keycloak.login({ redirectUri: location.origin + path }),
  signOut: () => keycloak.logout({ redirectUri: location.origin + path }),
});
