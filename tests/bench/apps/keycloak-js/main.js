// As the documentation of keycloak-js has it: `check-sso` with the page for the hidden frame, everything else by default.
import Keycloak from 'keycloak-js';
import { run } from '../../contestant.js';
import { clientId, issuer, origin } from 'bench:settings';

const [url = '', realm = ''] = issuer.split('/realms/');
const keycloak = new Keycloak({ url, realm, clientId });

run({
  start: async () => {
    await keycloak.init({ onLoad: 'check-sso', silentCheckSsoRedirectUri: `${origin}/silent-check-sso.html` });
    return keycloak.token;
  },
  refresh: async () => {
    await keycloak.updateToken(-1);
    return keycloak.token;
  },
  hasRole: (role) => keycloak.hasRealmRole(role),
});
