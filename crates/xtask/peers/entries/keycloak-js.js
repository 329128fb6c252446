import Keycloak from 'keycloak-js'

const keycloak = new Keycloak({ url: 'https://sso.example', realm: 'cx', clientId: 'app' })
globalThis.session = {
  start: () => keycloak.init({ onLoad: 'check-sso', pkceMethod: 'S256' }),
  signIn: () => keycloak.login(),
  refresh: () => keycloak.updateToken(5),
  signOut: () => keycloak.logout(),
  hasRole: (role) => keycloak.hasRealmRole(role),
}
