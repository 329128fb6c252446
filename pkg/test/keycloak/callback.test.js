// Signing in by leaving the page: what the answer does to the app.
import { behaviour } from './support/comparison.js'
import { json } from '../support/provider.js'

const REQUIRED = { onLoad: 'login-required', checkLoginIframe: false }
const seen = (page) => page.evaluate(async () => ({ settled: await window.settled, events: window.events, authenticated: window.kc.authenticated, at: location.href }))

behaviour('login-required signs in', async (desk) => seen((await desk.start(REQUIRED)).page), {
  same: { settled: { value: true }, events: [['onAuthSuccess'], ['onReady', true]], authenticated: true, at: 'APP/' },
})

behaviour(
  'login-required hands the locale on',
  async (desk) => {
    await desk.signedIn({ locale: 'ar' })
    const { ui_locales, prompt } = desk.lastSignIn()
    return { ui_locales, prompt }
  },
  { same: { ui_locales: 'ar' } },
)

behaviour(
  'what a signed-in instance shows',
  async (desk) => {
    const page = await desk.signedIn()
    return page.evaluate(() => {
      const { kc } = window
      const payload = (token) => JSON.parse(atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')))
      const fits = (token, parsed) => JSON.stringify(payload(token)) === JSON.stringify(parsed)
      return {
        fits: [fits(kc.token, kc.tokenParsed), fits(kc.refreshToken, kc.refreshTokenParsed), fits(kc.idToken, kc.idTokenParsed)],
        kinds: [kc.tokenParsed.typ, kc.refreshTokenParsed.typ, kc.idTokenParsed.typ],
        subject: kc.subject,
        sessionId: kc.sessionId,
        realmAccess: kc.realmAccess,
        resourceAccess: kc.resourceAccess,
        timeSkew: Math.abs(kc.timeSkew) <= 2,
        loginRequired: kc.loginRequired,
      }
    })
  },
  {
    same: {
      fits: [true, true, true],
      kinds: ['Bearer', 'Refresh', 'ID'],
      subject: 'f3a1',
      sessionId: 'session-one',
      realmAccess: { roles: ['agent', 'offline_access'] },
      resourceAccess: { agentdesk: { roles: ['operator'] }, cim: { roles: ['viewer'] } },
      timeSkew: true,
      loginRequired: true,
    },
  },
)

behaviour(
  'the form that exchanges the code',
  async (desk) => {
    await desk.signedIn()
    const [{ code, code_verifier, ...rest }] = desk.keycloak.grants('authorization_code')
    return { ...rest, code: code.length > 10, verifier: code_verifier.length >= 43 }
  },
  { same: { grant_type: 'authorization_code', client_id: 'agentdesk', redirect_uri: 'APP/', code: true, verifier: true } },
)

behaviour('query and fragment of the page are there again', async (desk) => seen((await desk.start({ ...REQUIRED, responseMode: 'query' }, { path: '/index.html?queue=7#/customers' })).page).then(({ at }) => at), {
  same: 'APP/index.html?queue=7#/customers',
})
behaviour('the query of the page is there again, in responseMode fragment', async (desk) => seen((await desk.start(REQUIRED, { path: '/index.html?queue=7' })).page).then(({ at }) => at), {
  same: 'APP/index.html?queue=7',
})
behaviour("the page's own fragment, in responseMode fragment", async (desk) => seen((await desk.start(REQUIRED, { path: '/index.html#/customers' })).page).then(({ at }) => at), {
  stock: 'APP/index.html',
  ours: 'APP/index.html#/customers',
  entry: 'The fragment stays in the browser',
})

behaviour(
  'a redirectUri with a fragment is where the user arrives',
  async (desk) => {
    const { page } = await desk.start({ checkLoginIframe: false, responseMode: 'query' })
    await page.evaluate((app) => void window.kc.login({ redirectUri: app + '/index.html#/home' }), desk.app)
    await page.waitForURL(/index\.html/)
    return { ...(await desk.settled(page)), at: await page.evaluate(() => location.href) }
  },
  { same: { value: true, at: 'APP/index.html#/home' } },
)

behaviour(
  'the history has no answer in it',
  async (desk) => {
    const page = await desk.signedIn()
    return page.evaluate(() => [location.search, location.hash, window.kc.authenticated])
  },
  { same: ['', '', true] },
)

behaviour(
  'the user declines',
  async (desk) => {
    desk.keycloak.refusal = { error: 'access_denied', error_description: 'No thanks' }
    return seen((await desk.start(REQUIRED)).page)
  },
  {
    same: {
      settled: { error: { plain: { error: 'access_denied', error_description: 'No thanks' } } },
      events: [['onAuthError', { error: 'access_denied', error_description: 'No thanks' }]],
      authenticated: false,
      at: 'APP/',
    },
  },
)

behaviour(
  'an error without a description',
  async (desk) => {
    desk.keycloak.refusal = { error: 'temporarily_unavailable' }
    return (await desk.start(REQUIRED)).settled
  },
  { same: { error: { plain: { error: 'temporarily_unavailable' } } } },
)

behaviour(
  'an error to prompt=none is no error',
  async (desk) => {
    const { page } = await desk.start({ checkLoginIframe: false })
    await Promise.all([page.waitForNavigation(), page.evaluate(() => void window.kc.login({ prompt: 'none' }))])
    await desk.settled(page)
    return seen(page)
  },
  { same: { settled: { value: false }, events: [['onReady', false]], authenticated: false, at: 'APP/' } },
)

behaviour(
  'a sign-in page that took too long is opened again, with the same options',
  async (desk) => {
    desk.keycloak.refusal = { error: 'temporarily_unavailable', error_description: 'authentication_expired' }
    const { page } = await desk.start({ checkLoginIframe: false })
    await page.evaluate(() => void window.kc.login({ loginHint: 'agent1' }))
    await page.waitForFunction(() => window.kc?.authenticated)
    return { hints: desk.keycloak.asked('auth').map(({ query }) => query.login_hint), settled: await desk.settled(page) }
  },
  { same: { hints: ['agent1', 'agent1'], settled: { value: true } } },
)

behaviour(
  'the code is refused',
  async (desk) => {
    desk.keycloak.faults.token = (_, response) => json(response, { error: 'invalid_grant', error_description: 'Code not valid' }, 400)
    return seen((await desk.start(REQUIRED)).page)
  },
  {
    same: {
      settled: { error: { kind: 'NetworkError', message: 'Server responded with an invalid status.', status: 400, isResponse: true } },
      events: [['onAuthError']],
      authenticated: false,
      at: 'APP/',
    },
  },
)

behaviour(
  'Keycloak fails at the exchange',
  async (desk) => {
    desk.keycloak.faults.token = (_, response) => json(response, {}, 503)
    return seen((await desk.start(REQUIRED)).page)
  },
  {
    same: {
      settled: { error: { kind: 'NetworkError', message: 'Server responded with an invalid status.', status: 503, isResponse: true } },
      events: [['onAuthError']],
      authenticated: false,
      at: 'APP/',
    },
  },
)

behaviour(
  'Keycloak cannot be reached at the exchange',
  async (desk) => {
    desk.keycloak.faults.token = (_, response) => response.destroy()
    return seen((await desk.start(REQUIRED)).page)
  },
  { same: { settled: { error: { kind: 'TypeError', message: 'Failed to fetch' } }, events: [['onAuthError']], authenticated: false, at: 'APP/' } },
)

behaviour(
  'an ID token with another nonce',
  async (desk) => {
    // With login-required keycloak-js would now sign in again and again, without end.
    desk.keycloak.idTokenClaims = { nonce: 'another' }
    const { page } = await desk.start({ checkLoginIframe: false })
    await page.goto(await page.evaluate(() => window.kc.createLoginUrl()))
    await desk.settled(page)
    return seen(page)
  },
  {
    stock: { settled: { error: { kind: 'Error', message: 'Invalid nonce.' } }, events: [['onAuthLogout'], ['onAuthError']], authenticated: false, at: 'APP/' },
    ours: { settled: { error: { kind: 'Error', message: 'Invalid nonce.' } }, events: [['onAuthError']], authenticated: false, at: 'APP/' },
    entry: 'Tokens are verified before they are used',
  },
)

for (const [what, idTokenClaims] of Object.entries({ issuer: { iss: 'https://evil.example' }, audience: { aud: 'another' }, expiry: { exp: 1_000_000_000 } })) {
  behaviour(
    `an ID token with a wrong ${what}`,
    async (desk) => {
      desk.keycloak.idTokenClaims = idTokenClaims
      const { settled } = await desk.start(REQUIRED)
      return settled.value ?? settled.error.kind
    },
    { stock: true, ours: 'Error', entry: 'Tokens are verified before they are used' },
  )
}

behaviour(
  'an answer that another server gave (RFC 9207)',
  async (desk) => {
    const { page } = await desk.start({ checkLoginIframe: false })
    const address = new URL(await page.evaluate(() => window.kc.createLoginUrl()))
    desk.keycloak.faults.auth = ({ query }, response) => {
      response.writeHead(302, { location: `${query.redirect_uri}#state=${query.state}&code=stolen&iss=https://evil.example` }).end()
    }
    await page.goto(address.href)
    await page.waitForFunction(() => window.settled)
    await page.evaluate(() => window.settled)
    return { codes: desk.keycloak.grants('authorization_code').length }
  },
  { stock: { codes: 1 }, ours: { codes: 0 }, entry: 'Tokens are verified before they are used' },
)

behaviour(
  'an answer that nobody asked for is passed over, and taken out of the address',
  async (desk) => {
    const issuer = encodeURIComponent(desk.keycloak.issuer)
    const { page } = await desk.start({ checkLoginIframe: false }, { path: `/#state=forged&code=forged&session_state=x&iss=${issuer}` })
    return { ...(await seen(page)), exchanges: desk.keycloak.grants('authorization_code').length }
  },
  { same: { settled: { value: false }, events: [['onReady', false]], authenticated: false, at: 'APP/', exchanges: 0 } },
)

behaviour(
  'a fragment of the app that looks like an answer',
  async (desk) => (await seen((await desk.start({ checkLoginIframe: false }, { path: '/#state=open&code=SPRING' })).page)).at,
  { stock: 'APP/', ours: 'APP/#state=open&code=SPRING', entry: 'Only our own answers are taken out of the address' },
)

behaviour(
  'with login-required an answer that nobody asked for leads to the sign-in',
  async (desk) => (await desk.start(REQUIRED, { path: '/#state=cx-in.forged&code=forged' })).settled,
  { same: { value: true } },
)

behaviour(
  'an action asked of the user',
  async (desk) => {
    const page = await desk.signedIn()
    await page.evaluate(() => void window.kc.login({ action: 'UPDATE_PASSWORD' }))
    await page.waitForFunction(() => window.events?.length > 2)
    return seen(page)
  },
  {
    same: {
      settled: { value: true },
      events: [['onActionUpdate', 'success', 'UPDATE_PASSWORD'], ['onAuthSuccess'], ['onReady', true]],
      authenticated: true,
      at: 'APP/',
    },
  },
)

behaviour(
  'access and refresh tokens that are not JWTs',
  async (desk) => {
    desk.keycloak.faults.token = (seen, response) => {
      delete desk.keycloak.faults.token
      const tokens = desk.keycloak.tokens({ nonce: desk.lastSignIn().nonce })
      json(response, { ...tokens, access_token: 'opaque-access', refresh_token: 'opaque-refresh' })
    }
    desk.keycloak.idTokenClaims = { at_hash: undefined }
    const { page, settled } = await desk.start(REQUIRED)
    return settled.error?.message ?? page.evaluate(() => ({ token: window.kc.token, parsed: window.kc.tokenParsed ?? null, subject: window.kc.subject }))
  },
  {
    stock: 'Unable to decode token, payload not found.',
    ours: { token: 'opaque-access', parsed: null, subject: 'f3a1' },
    entry: 'Tokens need not be JWTs',
  },
)
