// The flows besides the standard one.
import { behaviour } from './support/comparison.js'

const seen = (page) =>
  page.evaluate(async () => ({
    settled: await window.settled,
    events: window.events,
    at: location.href,
    has: ['token', 'idToken', 'refreshToken'].filter((name) => window.kc[name]),
    authenticated: window.kc.authenticated,
    type: window.kc.responseType,
  }))
const sign = (flow) => async (desk) => seen((await desk.start({ onLoad: 'login-required', checkLoginIframe: false, flow })).page)

behaviour('flow implicit', sign('implicit'), {
  same: { settled: { value: true }, events: [['onAuthSuccess'], ['onReady', true]], at: 'APP/', has: ['token', 'idToken'], authenticated: true, type: 'id_token token' },
})
behaviour('flow hybrid', sign('hybrid'), {
  same: { settled: { value: true }, events: [['onAuthSuccess'], ['onReady', true]], at: 'APP/', has: ['token', 'idToken', 'refreshToken'], authenticated: true, type: 'code id_token token' },
})

behaviour(
  'flow implicit has nothing to renew with',
  async (desk) => {
    const { page } = await desk.start({ onLoad: 'login-required', checkLoginIframe: false, flow: 'implicit' })
    return page.evaluate(async () => [await window.attempt(() => window.kc.updateToken(5)), (window.kc.timeSkew = 0), window.kc.isTokenExpired()])
  },
  { same: [{ error: { kind: 'Error', message: 'Unable to update token, no refresh token available.' } }, 0, false] },
)

behaviour(
  'flow implicit, when the user declines',
  async (desk) => {
    desk.keycloak.refusal = { error: 'access_denied', error_description: 'No thanks' }
    return (await desk.start({ onLoad: 'login-required', checkLoginIframe: false, flow: 'implicit' })).settled
  },
  { same: { error: { plain: { error: 'access_denied', error_description: 'No thanks' } } } },
)

behaviour(
  'flow implicit, an answer that another server gave (RFC 9207)',
  async (desk) => {
    desk.keycloak.answerIssuer = 'https://evil.example'
    const { settled } = await desk.start({ onLoad: 'login-required', checkLoginIframe: false, flow: 'implicit' })
    return settled.value ?? settled.error.message
  },
  { stock: true, ours: 'The answer comes from another issuer.', entry: 'Tokens are verified before they are used' },
)

for (const [what, idTokenClaims] of Object.entries({ issuer: { iss: 'https://evil.example' }, 'access token': { at_hash: 'another' }, expiry: { exp: 1_000_000_000 } })) {
  behaviour(
    `flow implicit, an ID token with a wrong ${what}`,
    async (desk) => {
      desk.keycloak.idTokenClaims = idTokenClaims
      const { settled } = await desk.start({ onLoad: 'login-required', checkLoginIframe: false, flow: 'implicit' })
      return settled.value ?? settled.error.kind
    },
    { stock: true, ours: 'Error', entry: 'Tokens are verified before they are used' },
  )
}
