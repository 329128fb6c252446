// The session page after sign-in (`checkLoginIframe`): the end of the session is noticed.
import { behaviour } from './support/comparison.js'

const WATCH = { onLoad: 'login-required', checkLoginIframe: true, checkLoginIframeInterval: 0.2 }

behaviour(
  'the session goes on: nothing happens',
  async (desk) => {
    const page = await desk.signedIn(WATCH)
    await page.waitForTimeout(900)
    return { events: await page.evaluate(() => window.events), asked: desk.keycloak.asked('session-state').length >= 2 }
  },
  { same: { events: [['onAuthSuccess'], ['onReady', true]], asked: true } },
)

behaviour(
  'with check-sso, the session ends at Keycloak: tokens are cleared, onAuthLogout is called',
  async (desk) => {
    desk.keycloak.signedIn = true
    const { page } = await desk.start({ ...WATCH, onLoad: 'check-sso', silentCheckSsoRedirectUri: desk.silent })
    desk.keycloak.endSession()
    await page.evaluate(() => window.until(() => window.events.length > 2))
    return page.evaluate(() => ({ events: window.events, authenticated: window.kc.authenticated, token: typeof window.kc.token }))
  },
  { same: { events: [['onAuthSuccess'], ['onReady', true], ['onAuthLogout']], authenticated: false, token: 'undefined' } },
)

behaviour(
  'with login-required, the session ends at Keycloak',
  async (desk) => {
    const page = await desk.signedIn(WATCH)
    const leaves = page.waitForRequest((request) => request.isNavigationRequest() && request.url().includes('/auth?'), { timeout: 3000 })
    desk.keycloak.endSession()
    return leaves.then(() => 'the page is left', () => 'the page stays')
  },
  { stock: 'the page is left', ours: 'the page stays', entry: 'The page is never left by itself after init' },
)

behaviour(
  'updateToken asks the session page first',
  async (desk) => {
    desk.keycloak.signedIn = true
    const { page } = await desk.start({ onLoad: 'check-sso', checkLoginIframeInterval: 60, silentCheckSsoRedirectUri: desk.silent })
    desk.keycloak.status = 'error'
    const refused = await page.evaluate(() => window.attempt(() => window.kc.updateToken(5)))
    return { refused, authenticated: await page.evaluate(() => window.kc.authenticated) }
  },
  {
    stock: { refused: { error: { kind: 'Error', message: 'Error while checking login iframe' } }, authenticated: false },
    ours: { refused: { error: { kind: 'Error', message: 'Error while checking login iframe' } }, authenticated: true },
    entry: 'Only the end of the session clears the tokens',
  },
)

behaviour(
  'the session page does not answer any more: updateToken',
  async (desk) => {
    const page = await desk.signedIn({ ...WATCH, checkLoginIframeInterval: 60, messageReceiveTimeout: 1000 })
    await page.evaluate(() => (document.querySelector('iframe').src = 'about:blank'))
    return page.evaluate(() => window.attempt(() => window.kc.updateToken(-1), 3000))
  },
  { stock: { pending: true }, ours: { value: true }, entry: 'Everything ends in time' },
)
