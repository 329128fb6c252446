import { createOidc } from 'oidc-spa/core'

const session = createOidc({ issuerUri: 'https://sso.example/realms/cx', clientId: 'app', homeUrl: '/' })
globalThis.session = {
  start: () => session,
  signIn: async () => (await session).login({ doesCurrentHrefRequiresAuth: false }),
  refresh: async () => (await session).renewTokens(),
  signOut: async () => (await session).logout({ redirectTo: 'home' }),
  hasRole: async (role) => (await session).getDecodedIdToken().roles?.includes(role) ?? false,
}
