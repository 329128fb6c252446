// Tokens: renewing, expiring, clearing, and bringing one's own.
import { behaviour } from './support/comparison.js'
import { json } from '../support/provider.js'

const shown = (page) => page.evaluate(() => ({ events: window.events.slice(2), authenticated: window.kc.authenticated, token: typeof window.kc.token, refreshToken: typeof window.kc.refreshToken }))
const REFUSED = (status) => ({ error: { kind: 'NetworkError', message: 'Server responded with an invalid status.', status, isResponse: true } })
const update = (page, seconds, patience) => page.evaluate(([seconds, patience]) => window.attempt(() => window.kc.updateToken(seconds), patience), [seconds, patience])

behaviour(
  'updateToken when nobody is signed in',
  async (desk) => update((await desk.start({ checkLoginIframe: false })).page, 5),
  { same: { error: { kind: 'Error', message: 'Unable to update token, no refresh token available.' } } },
)

behaviour(
  'updateToken while the token is good',
  async (desk) => {
    const page = await desk.signedIn()
    return { update: await update(page, 30), requests: desk.keycloak.grants('refresh_token').length, ...(await shown(page)) }
  },
  { same: { update: { value: false }, requests: 0, events: [], authenticated: true, token: 'string', refreshToken: 'string' } },
)

behaviour(
  'updateToken when the token ends too soon',
  async (desk) => {
    const page = await desk.signedIn()
    const before = await page.evaluate(() => window.kc.refreshToken)
    const updated = await update(page, 1000)
    const [{ refresh_token, ...form }] = desk.keycloak.grants('refresh_token')
    return { updated, form, sent: refresh_token === before, renewed: (await page.evaluate(() => window.kc.refreshToken)) !== before, ...(await shown(page)) }
  },
  {
    same: {
      updated: { value: true }, form: { grant_type: 'refresh_token', client_id: 'agentdesk' }, sent: true, renewed: true,
      events: [['onAuthRefreshSuccess']], authenticated: true, token: 'string', refreshToken: 'string',
    },
  },
)

behaviour(
  'updateToken(-1) always renews',
  async (desk) => {
    const page = await desk.signedIn()
    return [await update(page, -1), await update(page, -1), desk.keycloak.grants('refresh_token').length]
  },
  { same: [{ value: true }, { value: true }, 2] },
)

behaviour(
  'updateToken() and updateToken(0) mean 5 seconds',
  async (desk) => {
    desk.keycloak.accessTokenLife = 300
    const page = await desk.signedIn()
    const at = (left) => page.evaluate((left) => (window.kc.timeSkew = -(window.kc.tokenParsed.exp - Math.ceil(Date.now() / 1000) - left)), left)
    await at(30)
    const enough = [await update(page), await update(page, 0)]
    await at(2)
    return { enough, tooLittle: await update(page) }
  },
  { same: { enough: [{ value: false }, { value: false }], tooLittle: { value: true } } },
)

behaviour(
  'many calls at once make one request',
  async (desk) => {
    const page = await desk.signedIn()
    const results = await page.evaluate(() => Promise.all([1, 2, 3, 4].map(() => window.kc.updateToken(-1))))
    return { results, requests: desk.keycloak.grants('refresh_token').length, ...(await shown(page)) }
  },
  { same: { results: [true, true, true, true], requests: 1, events: [['onAuthRefreshSuccess']], authenticated: true, token: 'string', refreshToken: 'string' } },
)

behaviour(
  'the session is over: updateToken rejects, the tokens are gone',
  async (desk) => {
    desk.keycloak.signedIn = true
    const { page } = await desk.start({ onLoad: 'check-sso', checkLoginIframe: false, silentCheckSsoRedirectUri: desk.silent })
    desk.keycloak.endSession()
    return { updated: await update(page, -1), ...(await shown(page)) }
  },
  { same: { updated: REFUSED(400), events: [['onAuthLogout'], ['onAuthRefreshError']], authenticated: false, token: 'undefined', refreshToken: 'undefined' } },
)

behaviour(
  'the session is over, and many have called',
  async (desk) => {
    desk.keycloak.signedIn = true
    const { page } = await desk.start({ onLoad: 'check-sso', checkLoginIframe: false, silentCheckSsoRedirectUri: desk.silent })
    desk.keycloak.endSession()
    const results = await page.evaluate(() => Promise.all([1, 2, 3].map(() => window.attempt(() => window.kc.updateToken(-1)).then(({ error }) => error.status))))
    return { results, ...(await shown(page)) }
  },
  { same: { results: [400, 400, 400], events: [['onAuthLogout'], ['onAuthRefreshError']], authenticated: false, token: 'undefined', refreshToken: 'undefined' } },
)

behaviour(
  'with login-required, the session is over: updateToken',
  async (desk) => {
    const page = await desk.signedIn()
    const leaves = page.waitForRequest((request) => request.isNavigationRequest() && request.url().includes('/auth?'), { timeout: 2500 })
    desk.keycloak.endSession()
    await page.evaluate(() => void window.kc.updateToken(-1).catch(() => {}))
    return leaves.then(() => 'the page is left', () => 'the page stays')
  },
  { stock: 'the page is left', ours: 'the page stays', entry: 'The page is never left by itself after init' },
)

behaviour(
  'a 400 that is not the end of the session',
  async (desk) => {
    desk.keycloak.signedIn = true
    const { page } = await desk.start({ onLoad: 'check-sso', checkLoginIframe: false, silentCheckSsoRedirectUri: desk.silent })
    desk.keycloak.faults.token = (_, response) => json(response, { error: 'invalid_request', error_description: 'HTTPS required' }, 400)
    return { updated: await update(page, -1), ...(await shown(page)) }
  },
  {
    stock: { updated: REFUSED(400), events: [['onAuthLogout'], ['onAuthRefreshError']], authenticated: false, token: 'undefined', refreshToken: 'undefined' },
    ours: { updated: REFUSED(400), events: [['onAuthRefreshError']], authenticated: true, token: 'string', refreshToken: 'string' },
    entry: 'Only the end of the session clears the tokens',
  },
)

for (const status of [500, 503]) {
  behaviour(
    `Keycloak answers ${status}: updateToken rejects, the tokens stay`,
    async (desk) => {
      const page = await desk.signedIn()
      desk.keycloak.faults.token = (_, response) => json(response, {}, status)
      return { updated: await update(page, -1), ...(await shown(page)) }
    },
    { same: { updated: REFUSED(status), events: [['onAuthRefreshError']], authenticated: true, token: 'string', refreshToken: 'string' } },
  )
}

behaviour(
  'Keycloak cannot be reached: updateToken rejects, the tokens stay, and it works again later',
  async (desk) => {
    const page = await desk.signedIn()
    desk.keycloak.faults.token = (_, response) => response.destroy()
    const failed = await update(page, -1)
    delete desk.keycloak.faults.token
    return { failed, after: await update(page, -1), ...(await shown(page)) }
  },
  {
    same: {
      failed: { error: { kind: 'TypeError', message: 'Failed to fetch' } }, after: { value: true },
      events: [['onAuthRefreshError'], ['onAuthRefreshSuccess']], authenticated: true, token: 'string', refreshToken: 'string',
    },
  },
)

behaviour(
  'Keycloak does not answer: updateToken',
  async (desk) => {
    const page = await desk.signedIn({ messageReceiveTimeout: 1500 })
    desk.keycloak.faults.token = () => {}
    return update(page, -1, 4000)
  },
  { stock: { pending: true }, ours: { error: { kind: 'TypeError', message: 'Failed to fetch' } }, entry: 'Everything ends in time' },
)

behaviour(
  'isTokenExpired when nobody is signed in',
  async (desk) => (await desk.start({ checkLoginIframe: false })).page.evaluate(() => window.attempt(() => window.kc.isTokenExpired())),
  { same: { error: { kind: 'Error', message: 'Not authenticated' } } },
)

behaviour(
  'isTokenExpired',
  async (desk) => {
    const page = await desk.signedIn()
    return page.evaluate(async () => {
      const { kc } = window
      const plain = [kc.isTokenExpired(), kc.isTokenExpired(30), kc.isTokenExpired(1000)]
      const invalid = await window.attempt(() => kc.isTokenExpired('soon'))
      kc.timeSkew = -1000
      const skewed = kc.isTokenExpired()
      kc.timeSkew = null
      const unknown = kc.isTokenExpired()
      kc.timeSkew = 0
      delete kc.tokenParsed.exp
      return { plain, invalid, skewed, unknown, endless: kc.isTokenExpired() }
    })
  },
  { same: { plain: [false, false, true], invalid: { error: { kind: 'Error', message: 'Invalid minValidity' } }, skewed: true, unknown: true, endless: false } },
)

behaviour(
  'nothing is renewed by itself, and onTokenExpired is called when the token ends',
  async (desk) => {
    desk.keycloak.accessTokenLife = 2
    const page = await desk.signedIn()
    await page.evaluate(() => window.until(() => window.events.length > 2))
    return { requests: desk.keycloak.grants('refresh_token').length, ...(await shown(page)) }
  },
  { same: { requests: 0, events: [['onTokenExpired']], authenticated: true, token: 'string', refreshToken: 'string' } },
)

behaviour(
  'updateToken after the token has ended',
  async (desk) => {
    desk.keycloak.accessTokenLife = 1
    const page = await desk.signedIn()
    await page.evaluate(() => window.until(() => window.events.length > 2))
    desk.keycloak.accessTokenLife = 300
    return { updated: await update(page, 5), ...(await shown(page)) }
  },
  { same: { updated: { value: true }, events: [['onTokenExpired'], ['onAuthRefreshSuccess']], authenticated: true, token: 'string', refreshToken: 'string' } },
)

behaviour(
  'clearToken',
  async (desk) => {
    desk.keycloak.signedIn = true
    const { page } = await desk.start({ onLoad: 'check-sso', checkLoginIframe: false, silentCheckSsoRedirectUri: desk.silent })
    const left = await page.evaluate(() => {
      window.kc.clearToken()
      const names = ['token', 'tokenParsed', 'refreshToken', 'refreshTokenParsed', 'idToken', 'idTokenParsed', 'subject', 'realmAccess', 'resourceAccess']
      return names.filter((name) => window.kc[name] !== undefined)
    })
    const again = await page.evaluate(() => window.kc.clearToken())
    return { left, again, updated: await update(page, 5), ...(await shown(page)) }
  },
  {
    same: {
      left: [], updated: { error: { kind: 'Error', message: 'Unable to update token, no refresh token available.' } },
      events: [['onAuthLogout']], authenticated: false, token: 'undefined', refreshToken: 'undefined',
    },
  },
)

const bring = (init, arrange = () => {}) => async (desk) => {
  const tokens = desk.keycloak.tokens()
  desk.keycloak.signedIn = true
  arrange(desk)
  const own = { token: tokens.access_token, refreshToken: tokens.refresh_token, idToken: tokens.id_token }
  const { page, settled } = await desk.start({ ...own, ...init })
  return {
    settled,
    requests: desk.keycloak.grants('refresh_token').length,
    ...(await page.evaluate((own) => ({ events: window.events, authenticated: window.kc.authenticated, same: window.kc.token === own.token, subject: window.kc.subject }), own)),
  }
}

behaviour("an app's own tokens, with the session page", bring({ timeSkew: 0 }), {
  same: { settled: { value: true }, requests: 0, events: [['onAuthSuccess'], ['onReady', true]], authenticated: true, same: true, subject: 'f3a1' },
})
behaviour("an app's own tokens, without the session page: renewed at once", bring({ checkLoginIframe: false }), {
  same: { settled: { value: true }, requests: 1, events: [['onAuthRefreshSuccess'], ['onAuthSuccess'], ['onReady', true]], authenticated: true, same: false, subject: 'f3a1' },
})
behaviour("an app's own tokens that are not good any more", bring({ checkLoginIframe: false }, (desk) => desk.keycloak.endSession()), {
  same: { settled: REFUSED(400), requests: 1, events: [['onAuthLogout'], ['onAuthRefreshError'], ['onAuthError']], authenticated: false, same: false },
})
behaviour("an app's own tokens of a session that is over, with the session page", bring({}, (desk) => desk.keycloak.endSession()), {
  same: { settled: { value: false }, requests: 0, events: [['onAuthLogout'], ['onReady', false]], authenticated: false, same: false },
})
behaviour(
  "an app's own tokens that are not good any more, with onLoad",
  bring({ checkLoginIframe: false, onLoad: 'check-sso' }, (desk) => desk.keycloak.endSession()),
  { same: { settled: { value: false }, requests: 1, events: [['onReady', false]], authenticated: false, same: false } },
)
