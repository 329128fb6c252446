import { UserManager } from 'oidc-client-ts'

const manager = new UserManager({ authority: 'https://sso.example/realms/cx', client_id: 'app', redirect_uri: 'https://app.example/' })
globalThis.session = {
  start: () => manager.signinRedirectCallback(),
  signIn: () => manager.signinRedirect(),
  refresh: () => manager.signinSilent(),
  signOut: () => manager.signoutRedirect(),
  hasRole: async (role) => (await manager.getUser())?.profile.roles?.includes(role) ?? false,
}
