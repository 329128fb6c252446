// Leaving the page: login, register, account console and logout; and adapters that do it in a way of their own.
import { behaviour } from './support/comparison.js'

const QUIET = { checkLoginIframe: false }
const parts = (address) => {
  const url = new URL(address)
  return { at: url.origin + url.pathname, ...Object.fromEntries([...url.searchParams].map(([name, value]) => [name, name === 'id_token_hint' ? value.split('.').length : value])) }
}
const call = (name, options, init = {}, { signedIn = true } = {}) => async (desk) => {
  const page = signedIn ? await desk.signedIn({ ...QUIET, ...init }) : (await desk.start({ ...QUIET, ...init })).page
  return parts(await page.evaluate(([name, options]) => window.kc[name](options), [name, options]))
}
const LOGOUT = { at: 'KEYCLOAK/realms/expertflow/protocol/openid-connect/logout', client_id: 'agentdesk', post_logout_redirect_uri: 'APP/' }

behaviour('createLogoutUrl', call('createLogoutUrl'), { same: { ...LOGOUT, id_token_hint: 3 } })
behaviour('createLogoutUrl when nobody is signed in', call('createLogoutUrl', {}, {}, { signedIn: false }), { same: LOGOUT })
behaviour('createLogoutUrl with a redirectUri', call('createLogoutUrl', { redirectUri: 'https://desk.example/bye' }), { same: { ...LOGOUT, id_token_hint: 3, post_logout_redirect_uri: 'https://desk.example/bye' } })
behaviour("createLogoutUrl with init's redirectUri", call('createLogoutUrl', {}, { redirectUri: 'https://desk.example/home' }, { signedIn: false }), { same: { ...LOGOUT, post_logout_redirect_uri: 'https://desk.example/home' } })
behaviour('createLogoutUrl for POST', call('createLogoutUrl', { logoutMethod: 'POST' }), { same: { at: LOGOUT.at } })
behaviour('createLogoutUrl for POST by init', call('createLogoutUrl', {}, { logoutMethod: 'POST' }), { same: { at: LOGOUT.at } })
behaviour('createLogoutUrl for GET, although init says POST', call('createLogoutUrl', { logoutMethod: 'GET' }, { logoutMethod: 'POST' }), { same: { ...LOGOUT, id_token_hint: 3 } })

const out = (options, init = {}) => async (desk) => {
  const page = await desk.signedIn({ ...QUIET, ...init, onLoad: 'login-required' })
  await page.route('**/logout*', (route) => route.fulfill({ body: 'signed out', contentType: 'text/html' }))
  const leave = page.evaluate((options) => void window.kc.logout(options), options)
  const [request] = await Promise.all([page.waitForRequest(/\/logout/), page.waitForNavigation(), leave])
  const form = Object.fromEntries(new URLSearchParams(request.postData() ?? ''))
  return { method: request.method(), ...parts(request.url()), form: { ...form, ...(form.id_token_hint && { id_token_hint: form.id_token_hint.split('.').length }) } }
}
behaviour('logout', out(), { same: { method: 'GET', ...LOGOUT, id_token_hint: 3, form: {} } })
behaviour('logout by POST', out({ logoutMethod: 'POST' }), {
  same: { method: 'POST', at: LOGOUT.at, form: { id_token_hint: 3, client_id: 'agentdesk', post_logout_redirect_uri: 'APP/' } },
})
behaviour('logout by POST as init says, with a redirectUri', out({ redirectUri: 'https://desk.example/bye' }, { logoutMethod: 'POST' }), {
  same: { method: 'POST', at: LOGOUT.at, form: { id_token_hint: 3, client_id: 'agentdesk', post_logout_redirect_uri: 'https://desk.example/bye' } },
})

behaviour(
  'after logout the page comes back signed out',
  async (desk) => {
    desk.keycloak.signedIn = true
    const { page } = await desk.start({ ...QUIET, onLoad: 'check-sso', silentCheckSsoRedirectUri: desk.silent })
    await Promise.all([page.waitForNavigation(), page.evaluate(() => void window.kc.logout())])
    return { settled: await desk.settled(page), at: page.url() }
  },
  { same: { settled: { value: false }, at: 'APP/' } },
)

const leaves = (name, pattern, options) => async (desk) => {
  const { page } = await desk.start(QUIET)
  const leave = page.evaluate(([name, options]) => void window.kc[name](options), [name, options])
  // To the end: Chromium may never close a window that is just leaving for another page.
  const [request] = await Promise.all([page.waitForRequest(pattern), page.waitForNavigation(), leave])
  return new URL(request.url()).pathname
}
behaviour('login', leaves('login', /\/auth\?/), { same: '/realms/expertflow/protocol/openid-connect/auth' })
behaviour('register', leaves('register', /\/registrations\?/), { same: '/realms/expertflow/protocol/openid-connect/registrations' })
behaviour('accountManagement', leaves('accountManagement', /\/account\?/), { same: '/realms/expertflow/account' })

behaviour(
  'login never settles',
  async (desk) => {
    const { page } = await desk.start(QUIET)
    desk.keycloak.faults.auth = () => {}
    return page.evaluate(() => window.attempt(() => window.kc.login(), 800))
  },
  { same: { pending: true } },
)

behaviour('createAccountUrl', call('createAccountUrl', {}, {}, { signedIn: false }), { same: { at: 'KEYCLOAK/realms/expertflow/account', referrer: 'agentdesk', referrer_uri: 'APP/' } })
behaviour('createAccountUrl with a redirectUri', call('createAccountUrl', { redirectUri: 'https://desk.example/back' }, {}, { signedIn: false }), {
  same: { at: 'KEYCLOAK/realms/expertflow/account', referrer: 'agentdesk', referrer_uri: 'https://desk.example/back' },
})

behaviour(
  "an adapter of the app's own",
  async (desk) => {
    const page = await desk.open()
    return page.evaluate(async () => {
      const calls = []
      const note = (name, value) => (options) => (calls.push([name, options ?? null]), value)
      const adapter = {
        login: note('login', Promise.resolve()),
        logout: note('logout', Promise.resolve()),
        register: note('register', Promise.resolve()),
        accountManagement: note('accountManagement', Promise.resolve()),
        redirectUri: (options) => options?.redirectUri ?? 'https://desk.example/adapter',
      }
      const ready = await window.kc.init({ checkLoginIframe: false, adapter, onLoad: 'login-required', locale: 'de' })
      await window.kc.login({ loginHint: 'x' })
      await window.kc.logout({ redirectUri: 'https://desk.example/bye' })
      await window.kc.register({ locale: 'ar' })
      await window.kc.accountManagement()
      const parameter = (address, name) => new URL(address).searchParams.get(name)
      return {
        ready,
        calls,
        login: parameter(await window.kc.createLoginUrl(), 'redirect_uri'),
        given: parameter(await window.kc.createLoginUrl({ redirectUri: 'https://desk.example/own' }), 'redirect_uri'),
        logout: parameter(window.kc.createLogoutUrl(), 'post_logout_redirect_uri'),
        account: parameter(window.kc.createAccountUrl(), 'referrer_uri'),
      }
    })
  },
  {
    same: {
      ready: false,
      calls: [['login', { locale: 'de' }], ['login', { loginHint: 'x' }], ['logout', { redirectUri: 'https://desk.example/bye' }], ['register', { locale: 'ar' }], ['accountManagement', null]],
      login: 'https://desk.example/adapter',
      given: 'https://desk.example/own',
      logout: 'https://desk.example/adapter',
      account: 'https://desk.example/adapter',
    },
  },
)

behaviour(
  'the adapters for Cordova',
  async (desk) => {
    const page = await desk.open()
    return page.evaluate(() => window.attempt(() => window.kc.init({ checkLoginIframe: false, adapter: 'cordova-native' })))
  },
  { stock: { value: false }, ours: { error: { kind: 'Error', message: "The adapter 'cordova-native' is not supported." } }, entry: 'There are no adapters for Cordova' },
)
