import { PublicClientApplication } from '@azure/msal-browser'

const client = new PublicClientApplication({ auth: { clientId: 'app', authority: 'https://sso.example/realms/cx' } })
globalThis.session = {
  start: async () => (await client.initialize(), client.handleRedirectPromise()),
  signIn: () => client.loginRedirect(),
  refresh: () => client.acquireTokenSilent({ scopes: ['openid'] }),
  signOut: () => client.logoutRedirect(),
  hasRole: (role) => client.getActiveAccount()?.idTokenClaims?.roles?.includes(role) ?? false,
}
