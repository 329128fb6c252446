// Where `init` gets its configuration from, and which options it takes.
import { behaviour } from './support/comparison.js'
import { json } from '../support/provider.js'

const QUIET = { checkLoginIframe: false }
const names = ['authServerUrl', 'realm', 'clientId']
const urls = (page) =>
  page.evaluate(
    async (names) => ({
      settled: await window.settled,
      set: names.map((name) => window.kc[name]),
      endpoints: Object.entries(window.kc.endpoints)
        .map(([name, url]) => [name, typeof url])
        .sort(),
    }),
    names,
  )
const KEYCLOAK_ENDPOINTS = ['authorize', 'checkSessionIframe', 'logout', 'register', 'thirdPartyCookiesIframe', 'token', 'userinfo'].map((name) => [name, 'function'])
const OIDC_ENDPOINTS = KEYCLOAK_ENDPOINTS.filter(([name]) => name !== 'thirdPartyCookiesIframe')
const failure = (settled) => ({ settled })

behaviour('a configuration object', async (desk) => urls((await desk.start(QUIET)).page), {
  same: { settled: { value: false }, set: ['KEYCLOAK', 'expertflow', 'agentdesk'], endpoints: KEYCLOAK_ENDPOINTS },
})

behaviour(
  'the file of a Keycloak adapter',
  async (desk) => {
    await desk.file('keycloak.json', JSON.stringify({ realm: 'expertflow', 'auth-server-url': desk.keycloak.origin + '/', resource: 'agentdesk', 'public-client': true }))
    return urls((await desk.start(QUIET, { config: '/keycloak.json' })).page)
  },
  { same: { settled: { value: false }, set: ['KEYCLOAK/', 'expertflow', 'agentdesk'], endpoints: KEYCLOAK_ENDPOINTS } },
)

behaviour(
  'an adapter file that is not there',
  async (desk) => failure((await desk.start(QUIET, { config: '/missing.json' })).settled),
  { same: { settled: { error: { kind: 'NetworkError', message: 'Server responded with an invalid status.', status: 404, isResponse: true } } } },
)

behaviour(
  'an OpenID provider by its address',
  async (desk) => urls((await desk.start(QUIET, { config: { clientId: 'agentdesk', oidcProvider: desk.keycloak.issuer } })).page),
  { same: { settled: { value: false }, set: [undefined, undefined, 'agentdesk'], endpoints: OIDC_ENDPOINTS } },
)

behaviour(
  'an OpenID provider by its address with a slash at its end',
  async (desk) => {
    const { page } = await desk.start(QUIET, { config: { clientId: 'agentdesk', oidcProvider: desk.keycloak.issuer + '/' } })
    return [await page.evaluate(() => window.settled), await page.evaluate(() => window.kc.endpoints.token())]
  },
  { same: [{ value: false }, 'KEYCLOAK/realms/expertflow/protocol/openid-connect/token'] },
)

behaviour(
  'an OpenID provider by its metadata',
  async (desk) => {
    const { page } = await desk.start(QUIET, { config: { clientId: 'agentdesk', oidcProvider: desk.keycloak.metadata() } })
    return page.evaluate(async () => ({ settled: await window.settled, token: window.kc.endpoints.token(), realm: window.kc.realm }))
  },
  { same: { settled: { value: false }, token: 'KEYCLOAK/realms/expertflow/protocol/openid-connect/token' } },
)

behaviour(
  'metadata without issuer and keys',
  async (desk) => {
    const { authorization_endpoint, token_endpoint } = desk.keycloak.metadata()
    return (await desk.start(QUIET, { config: { clientId: 'agentdesk', oidcProvider: { authorization_endpoint, token_endpoint } } })).settled
  },
  {
    stock: { value: false },
    ours: { error: { kind: 'Error', message: "The 'oidcProvider' metadata is missing the required 'issuer' property." } },
    entry: 'Metadata needs issuer and jwks_uri',
  },
)

behaviour(
  'an OpenID provider that does not answer well',
  async (desk) => {
    desk.keycloak.faults['openid-configuration'] = (_, response) => json(response, {}, 500)
    return failure((await desk.start(QUIET, { config: { clientId: 'agentdesk', oidcProvider: desk.keycloak.issuer } })).settled)
  },
  { same: { settled: { error: { kind: 'NetworkError', message: 'Server responded with an invalid status.', status: 500, isResponse: true } } } },
)

behaviour(
  'what an OpenID provider does not have',
  async (desk) => {
    const { end_session_endpoint, userinfo_endpoint, check_session_iframe, ...metadata } = desk.keycloak.metadata()
    const { page } = await desk.start(QUIET, { config: { clientId: 'agentdesk', oidcProvider: metadata } })
    const texts = {}
    for (const call of ['createLogoutUrl', 'createRegisterUrl', 'createAccountUrl', 'loadUserProfile', 'loadUserInfo', 'accountManagement']) {
      texts[call] = await page.evaluate((call) => window.attempt(() => window.kc[call]()).then(({ error }) => error?.message), call)
    }
    return texts
  },
  {
    same: {
      createLogoutUrl: 'Not supported by the OIDC server',
      createRegisterUrl: 'Redirection to "Register user" page not supported in standard OIDC mode',
      createAccountUrl: 'Unable to create account URL, make sure the adapter is not configured using a generic OIDC provider.',
      loadUserProfile: 'Unable to load user profile, make sure the adapter is not configured using a generic OIDC provider.',
      loadUserInfo: 'Not supported by the OIDC server',
      accountManagement: 'Unable to create account URL, make sure the adapter is not configured using a generic OIDC provider.',
    },
  },
)

const refused = (init) => async (desk) => (await desk.start({ ...QUIET, ...init })).settled.error
behaviour('a responseMode that there is not', refused({ responseMode: 'form_post' }), { same: { kind: 'Error', message: 'Invalid value for responseMode' } })
behaviour('a flow that there is not', refused({ flow: 'device' }), { same: { kind: 'Error', message: 'Invalid value for flow' } })
behaviour('an onLoad that there is not', refused({ onLoad: 'now' }), { same: { kind: 'Error', message: 'Invalid value for onLoad' } })
behaviour('a pkceMethod that there is not', refused({ pkceMethod: 'plain' }), {
  same: { kind: 'TypeError', message: "Invalid value for pkceMethod', expected 'S256' or false but got plain." },
})

behaviour(
  'options show in properties',
  async (desk) => {
    const init = {
      ...QUIET, responseMode: 'query', flow: 'standard', timeSkew: 7, redirectUri: desk.app + '/there', silentCheckSsoRedirectUri: desk.silent, silentCheckSsoFallback: false,
      pkceMethod: 'S256', enableLogging: true, logoutMethod: 'POST', scope: 'roles', messageReceiveTimeout: 5000,
    }
    const { page } = await desk.start(init)
    const names = ['responseMode', 'responseType', 'flow', 'timeSkew', 'redirectUri', 'silentCheckSsoRedirectUri', 'silentCheckSsoFallback', 'pkceMethod', 'enableLogging', 'logoutMethod', 'scope', 'messageReceiveTimeout', 'loginRequired', 'didInitialize']
    return page.evaluate((names) => names.map((name) => window.kc[name]), names)
  },
  { same: ['query', 'code', 'standard', 7, 'APP/there', 'APP/silent-check-sso.html', false, 'S256', true, 'POST', 'roles', 5000, false, true] },
)

behaviour(
  'values of a wrong kind are passed over',
  async (desk) => {
    const init = { ...QUIET, timeSkew: 'x', silentCheckSsoFallback: 'no', enableLogging: 1, logoutMethod: 'PUT', scope: 7, messageReceiveTimeout: -1, adapter: 'mine' }
    const { page } = await desk.start(init)
    const names = ['timeSkew', 'silentCheckSsoFallback', 'enableLogging', 'logoutMethod', 'scope', 'messageReceiveTimeout']
    return page.evaluate((names) => names.map((name) => window.kc[name] ?? null), names)
  },
  { same: [null, true, false, 'GET', null, 10000] },
)

behaviour(
  'init without onLoad: false, onReady, and nobody is looked for',
  async (desk) => {
    desk.keycloak.signedIn = true
    const { page, settled } = await desk.start(QUIET)
    return { settled, events: await page.evaluate(() => window.events), asked: desk.keycloak.asked('auth').length }
  },
  { same: { settled: { value: false }, events: [['onReady', false]], asked: 0 } },
)
