import { createAuth0Client } from '@auth0/auth0-spa-js'

const client = createAuth0Client({ domain: 'sso.example', clientId: 'app' })
globalThis.session = {
  start: async () => (await client).handleRedirectCallback(),
  signIn: async () => (await client).loginWithRedirect(),
  refresh: async () => (await client).getTokenSilently(),
  signOut: async () => (await client).logout(),
  hasRole: async (role) => (await (await client).getUser())?.roles?.includes(role) ?? false,
}
