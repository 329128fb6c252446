// `onLoad: 'check-sso'`: with and without the session page, the silent page and third-party cookies.
import { behaviour } from './support/comparison.js'

const CHECK = { onLoad: 'check-sso' }
const seen = async (desk, page) => {
  const shown = await page.evaluate(async () => ({ settled: await window.settled, events: window.events, frames: [...document.querySelectorAll('iframe')].map(({ title }) => title) }))
  const asked = desk.keycloak.asked('auth').map(({ query }) => [query.prompt, query.redirect_uri.includes('silent') ? 'silent' : 'page'])
  return { ...shown, asked, visits: page.visits }
}
const check = (init, arrange = () => {}) => async (desk) => {
  arrange(desk)
  const all = { ...CHECK, ...(init.silent && { silentCheckSsoRedirectUri: desk.silent }), ...init }
  delete all.silent
  const { page } = await desk.start(all, { prepare: (page) => ((page.visits = 0), page.on('domcontentloaded', () => page.visits++)) })
  return seen(desk, page)
}
const signedIn = (desk) => (desk.keycloak.signedIn = true)
const withoutCookies = (desk) => (desk.keycloak.cookies = 'unsupported')
const both = (desk) => (signedIn(desk), withoutCookies(desk))

const NOBODY = { settled: { value: false }, events: [['onReady', false]] }
const SOMEBODY = { settled: { value: true }, events: [['onAuthSuccess'], ['onReady', true]] }
const SESSION = ['keycloak-session-iframe']

behaviour('nobody signed in: the session page knows, and nobody is asked', check({}), { same: { ...NOBODY, frames: SESSION, asked: [], visits: 1 } })
behaviour('somebody signed in, without a silent page: the page leaves and comes back', check({}, signedIn), { same: { ...SOMEBODY, frames: SESSION, asked: [['none', 'page']], visits: 2 } })
behaviour('somebody signed in, with a silent page: the page stays', check({ silent: true }, signedIn), { same: { ...SOMEBODY, frames: SESSION, asked: [['none', 'silent']], visits: 1 } })
behaviour('nobody signed in, without session page, with a silent page', check({ silent: true, checkLoginIframe: false }), { same: { ...NOBODY, frames: [], asked: [['none', 'silent']], visits: 1 } })
behaviour('somebody signed in, without session page, with a silent page', check({ silent: true, checkLoginIframe: false }, signedIn), { same: { ...SOMEBODY, frames: [], asked: [['none', 'silent']], visits: 1 } })
behaviour('nobody signed in, neither session page nor silent page: the page leaves and comes back', check({ checkLoginIframe: false }), { same: { ...NOBODY, frames: [], asked: [['none', 'page']], visits: 2 } })
behaviour('third-party cookies blocked: falls back to leaving the page', check({ silent: true }, both), { same: { ...SOMEBODY, frames: [], asked: [['none', 'page']], visits: 2 } })
behaviour('third-party cookies blocked, nobody signed in', check({ silent: true }, withoutCookies), { same: { ...NOBODY, frames: [], asked: [['none', 'page']], visits: 2 } })
behaviour('third-party cookies blocked, without fallback: the silent page all the same', check({ silent: true, silentCheckSsoFallback: false }, both), { same: { ...SOMEBODY, frames: [], asked: [['none', 'silent']], visits: 1 } })

behaviour(
  'the notice that third-party cookies are blocked',
  async (desk) => {
    withoutCookies(desk)
    const { page } = await desk.start({ enableLogging: true })
    return page.said.filter((line) => line.startsWith('[KEYCLOAK]'))
  },
  {
    same: [
      '[KEYCLOAK] Your browser is blocking access to 3rd-party cookies, this means:\n\n - It is not possible to retrieve tokens without redirecting to the Keycloak server (a.k.a. no support for silent authentication).\n - It is not possible to automatically detect changes to the session status (such as the user logging out in another tab).\n\nFor more information see: https://www.keycloak.org/securing-apps/javascript-adapter#_modern_browsers',
    ],
  },
)

behaviour(
  'the page that looks for third-party cookies says nothing',
  async (desk) => {
    desk.keycloak.cookies = undefined
    return (await desk.start({ onLoad: 'check-sso', messageReceiveTimeout: 500 })).settled
  },
  { same: { error: { kind: 'Error', message: 'Timeout when waiting for 3rd party check iframe message.' } } },
)

behaviour(
  'a provider by its address has no page that looks for cookies',
  async (desk) => {
    const { settled } = await desk.start({ silentCheckSsoRedirectUri: desk.silent, checkLoginIframe: false }, { config: { clientId: 'agentdesk', oidcProvider: desk.keycloak.issuer } })
    return { settled, asked: desk.keycloak.asked('step1.html').length }
  },
  { same: { settled: { value: false }, asked: 0 } },
)

behaviour(
  'Keycloak never answers in the hidden frame',
  async (desk) => {
    desk.keycloak.faults.auth = () => {}
    const page = await desk.open()
    const init = { onLoad: 'check-sso', checkLoginIframe: false, silentCheckSsoRedirectUri: desk.silent, messageReceiveTimeout: 1500 }
    return page.evaluate((init) => window.attempt(() => window.kc.init(init), 3500), init)
  },
  { stock: { pending: true }, ours: { value: false }, entry: 'Everything ends in time' },
)

behaviour(
  'the session page never loads',
  async (desk) => {
    desk.keycloak.faults['login-status-iframe.html'] = () => {}
    const page = await desk.open()
    return page.evaluate((init) => window.attempt(() => window.kc.init(init), 3500), { onLoad: 'check-sso', messageReceiveTimeout: 1000 })
  },
  { stock: { pending: true }, ours: { error: { kind: 'Error', message: 'Timeout when waiting for the login status iframe.' } }, entry: 'Everything ends in time' },
)

behaviour(
  'the session page reports an error',
  async (desk) => {
    desk.keycloak.status = 'error'
    return (await desk.start(CHECK)).settled
  },
  { same: { error: { kind: 'Error', message: 'Error while checking login iframe' } } },
)

behaviour(
  'frames are hidden, titled and sandboxed',
  async (desk) => {
    const { page } = await desk.start(CHECK)
    return page.evaluate(() => [...document.querySelectorAll('iframe')].map((frame) => [frame.title, frame.style.display, frame.getAttribute('sandbox')]))
  },
  { same: [['keycloak-session-iframe', 'none', 'allow-storage-access-by-user-activation allow-scripts allow-same-origin']] },
)
