// Two tabs of one browser.
import { behaviour } from './support/comparison.js'

const QUIET = { onLoad: 'check-sso', checkLoginIframe: false }
const two = async (desk) => {
  const init = { ...QUIET, silentCheckSsoRedirectUri: desk.silent }
  desk.keycloak.signedIn = true
  const { page: first } = await desk.start(init)
  const { page: second, settled } = await desk.start(init)
  return { first, second, settled }
}
const standing = (page) => page.evaluate(() => ({ authenticated: window.kc.authenticated, last: window.events.at(-1)[0] }))

behaviour(
  'a second tab',
  async (desk) => {
    const { settled } = await two(desk)
    return { settled, asked: desk.keycloak.asked('auth').length }
  },
  { stock: { settled: { value: true }, asked: 2 }, ours: { settled: { value: true }, asked: 1 }, entry: 'One session for all tabs' },
)

behaviour(
  'both tabs renew at once',
  async (desk) => {
    const { first, second } = await two(desk)
    desk.keycloak.delay = 1500
    const results = await Promise.all([first, second].map((page) => page.evaluate(() => window.kc.updateToken(-1))))
    await Promise.all([first, second].map((page) => page.evaluate(() => window.until(() => window.events.at(-1)[0] === 'onAuthRefreshSuccess'))))
    const tokens = await Promise.all([first, second].map((page) => page.evaluate(() => window.kc.token)))
    return { results, requests: desk.keycloak.grants('refresh_token').length, same: tokens[0] === tokens[1] }
  },
  {
    stock: { results: [true, true], requests: 2, same: false },
    ours: { results: [true, true], requests: 1, same: true },
    entry: 'One session for all tabs',
  },
)

behaviour(
  'one tab signs out',
  async (desk) => {
    const { first, second } = await two(desk)
    await Promise.all([first.waitForNavigation(), first.evaluate(() => void window.kc.logout())])
    await second.evaluate(() => window.until(() => !window.kc.authenticated, 2000))
    return standing(second)
  },
  { stock: { authenticated: true, last: 'onReady' }, ours: { authenticated: false, last: 'onAuthLogout' }, entry: 'One session for all tabs' },
)

behaviour(
  'one tab clears its tokens: the other keeps its own',
  async (desk) => {
    const { first, second } = await two(desk)
    await first.evaluate(() => window.kc.clearToken())
    const renewed = await second.evaluate(() => window.attempt(() => window.kc.updateToken(-1)))
    return { first: await standing(first), second: await standing(second), renewed }
  },
  {
    same: {
      first: { authenticated: false, last: 'onAuthLogout' },
      second: { authenticated: true, last: 'onAuthRefreshSuccess' },
      renewed: { value: true },
    },
  },
)
