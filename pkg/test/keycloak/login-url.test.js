// `createLoginUrl` and `createRegisterUrl`: every parameter.
import { behaviour } from './support/comparison.js'

const QUIET = { checkLoginIframe: false }
const RANDOM = ['state', 'nonce', 'code_challenge']

/** A URL as its address and its parameters; of those that are random, only whether they are there. */
const parts = (address) => {
  const url = new URL(address)
  const parameters = [...url.searchParams].map(([name, value]) => [name, RANDOM.includes(name) ? value.length >= 16 : value])
  return { at: url.origin + url.pathname, ...Object.fromEntries(parameters) }
}

const url = (options, init = {}, { call = 'createLoginUrl', path } = {}) => async (desk) => {
  const { page } = await desk.start({ ...QUIET, ...init }, { path })
  return parts(await page.evaluate(({ call, options }) => window.kc[call](options), { call, options }))
}

const PLAIN = {
  at: 'KEYCLOAK/realms/expertflow/protocol/openid-connect/auth',
  client_id: 'agentdesk',
  redirect_uri: 'APP/',
  state: true,
  response_mode: 'fragment',
  response_type: 'code',
  scope: 'openid',
  nonce: true,
  code_challenge: true,
  code_challenge_method: 'S256',
}
const plus = (more) => ({ same: { ...PLAIN, ...more } })

behaviour('a plain login URL', url(), plus({}))
behaviour('responseMode query', url({}, { responseMode: 'query' }), plus({ response_mode: 'query' }))
behaviour('the default scope gets openid in front', url({}, { scope: 'profile roles' }), plus({ scope: 'openid profile roles' }))
behaviour("a login's own scope takes the place of the default", url({ scope: 'cim' }, { scope: 'profile roles' }), plus({ scope: 'openid cim' }))
behaviour('openid is not added twice', url({ scope: 'openid cim' }), plus({ scope: 'openid cim' }))
behaviour('openid in another place', url({ scope: 'cim openid' }), {
  stock: { ...PLAIN, scope: 'cim openid' },
  ours: { ...PLAIN, scope: 'openid cim' },
  entry: 'openid is the first scope',
})
for (const prompt of ['none', 'login', 'consent']) behaviour(`prompt ${prompt}`, url({ prompt }), plus({ prompt }))
behaviour('loginHint', url({ loginHint: 'agent1@expertflow.example' }), plus({ login_hint: 'agent1@expertflow.example' }))
behaviour('maxAge', url({ maxAge: 300 }), plus({ max_age: '300' }))
behaviour('maxAge 0', url({ maxAge: 0 }), plus({ max_age: '0' }))
behaviour('idpHint', url({ idpHint: 'azure' }), plus({ kc_idp_hint: 'azure' }))
behaviour('action', url({ action: 'UPDATE_PASSWORD' }), plus({ kc_action: 'UPDATE_PASSWORD' }))
behaviour('locale', url({ locale: 'de' }), plus({ ui_locales: 'de' }))
behaviour('acrValues', url({ acrValues: 'gold' }), plus({ acr_values: 'gold' }))
behaviour('acr', url({ acr: { values: ['silver', 'gold'], essential: true } }), plus({ claims: '{"id_token":{"acr":{"values":["silver","gold"],"essential":true}}}' }))
behaviour('redirectUri of a login', url({ redirectUri: 'https://desk.example/there?a=b' }), plus({ redirect_uri: 'https://desk.example/there?a=b' }))
behaviour('redirectUri of init', url({}, { redirectUri: 'https://desk.example/home' }), plus({ redirect_uri: 'https://desk.example/home' }))
behaviour('redirectUri of a login comes before that of init', url({ redirectUri: 'https://desk.example/a' }, { redirectUri: 'https://desk.example/b' }), plus({ redirect_uri: 'https://desk.example/a' }))
behaviour("without one: the page's address", url({}, {}, { path: '/index.html' }), plus({ redirect_uri: 'APP/index.html' }))
behaviour("without one, on a page with query and fragment", url({}, {}, { path: '/index.html?queue=7#/customers' }), {
  stock: { ...PLAIN, redirect_uri: 'APP/index.html?queue=7#/customers' },
  ours: { ...PLAIN, redirect_uri: 'APP/index.html?queue=7' },
  entry: 'The fragment stays in the browser',
})
behaviour('a redirectUri with a fragment', url({ redirectUri: 'https://desk.example/#/home' }), {
  stock: { ...PLAIN, redirect_uri: 'https://desk.example/#/home' },
  ours: { ...PLAIN, redirect_uri: 'https://desk.example/' },
  entry: 'The fragment stays in the browser',
})
behaviour('useNonce false', url({}, { useNonce: false }), {
  stock: (({ nonce, ...rest }) => rest)(PLAIN),
  ours: PLAIN,
  entry: 'useNonce and pkceMethod cannot be turned off',
})
behaviour('pkceMethod false', url({}, { pkceMethod: false }), {
  stock: (({ code_challenge, code_challenge_method, ...rest }) => rest)(PLAIN),
  ours: PLAIN,
  entry: 'useNonce and pkceMethod cannot be turned off',
})

const REGISTRATION = { ...PLAIN, at: 'KEYCLOAK/realms/expertflow/protocol/openid-connect/registrations' }
behaviour('action register', url({ action: 'register' }), { same: REGISTRATION })
behaviour('createRegisterUrl', url(undefined, {}, { call: 'createRegisterUrl' }), { same: REGISTRATION })
behaviour('createRegisterUrl with options', url({ loginHint: 'x', locale: 'ar' }, {}, { call: 'createRegisterUrl' }), { same: { ...REGISTRATION, login_hint: 'x', ui_locales: 'ar' } })
behaviour('flow implicit', url({}, { flow: 'implicit' }), plus({ response_type: 'id_token token' }))
behaviour('flow hybrid', url({}, { flow: 'hybrid' }), plus({ response_type: 'code id_token token' }))

behaviour(
  'two URLs share nothing random',
  async (desk) => {
    const { page } = await desk.start(QUIET)
    const [one, other] = await page.evaluate(async () => [await window.kc.createLoginUrl(), await window.kc.createLoginUrl()])
    return RANDOM.map((name) => new URL(one).searchParams.get(name) === new URL(other).searchParams.get(name))
  },
  { same: [false, false, false] },
)

behaviour(
  'where a sign-in under way is kept',
  async (desk) => {
    const { page } = await desk.start(QUIET)
    await page.evaluate(() => window.kc.createLoginUrl())
    return page.evaluate(() => ({ local: Object.keys(localStorage).map((key) => key.replace(/-[0-9a-f-]{36}$/, '-…')), session: Object.keys(sessionStorage).length }))
  },
  { stock: { local: ['kc-callback-…'], session: 0 }, ours: { local: [], session: 1 }, entry: 'A sign-in under way is kept for its tab' },
)

behaviour(
  'nonce',
  async (desk) => {
    const { page } = await desk.start(QUIET)
    const address = await page.evaluate(() => window.kc.createLoginUrl())
    await page.goto(address)
    const settled = await desk.settled(page)
    return { settled, same: await page.evaluate((nonce) => window.kc.idTokenParsed.nonce === nonce, new URL(address).searchParams.get('nonce')) }
  },
  { same: { settled: { value: true }, same: true } },
)
