// `new Keycloak(...)`: what it takes, and what is there before `init`.
import { behaviour } from './support/comparison.js'

const thrown = (config) => async (desk) => {
  const page = await desk.open({ config: null })
  return page.evaluate((config) => window.attempt(() => new window.Keycloak(...config)).then(({ error }) => error), config)
}
const CONFIG = "The 'Keycloak' constructor must be provided with a configuration object, or a URL to a JSON configuration file."
const missing = (name) => ({ kind: 'Error', message: `The configuration object is missing the required '${name}' property.` })

behaviour('a constructor without configuration throws', thrown([]), { same: { kind: 'Error', message: CONFIG } })
behaviour('null is no configuration', thrown([null]), { same: { kind: 'Error', message: CONFIG } })
behaviour('a number is no configuration', thrown([7]), { same: { kind: 'Error', message: CONFIG } })
behaviour('a configuration needs url', thrown([{ realm: 'expertflow', clientId: 'agentdesk' }]), { same: missing('url') })
behaviour('a configuration needs realm', thrown([{ url: '/', clientId: 'agentdesk' }]), { same: missing('realm') })
behaviour('a configuration needs clientId', thrown([{ url: '/', realm: 'expertflow' }]), { same: missing('clientId') })
behaviour('with oidcProvider it needs clientId only', thrown([{ oidcProvider: 'https://sso.example' }]), { same: missing('clientId') })

behaviour(
  'it must be called with new',
  async (desk) => {
    const page = await desk.open({ config: null })
    return page.evaluate(() => window.attempt(() => window.Keycloak({})).then(({ error }) => error.kind))
  },
  { same: 'TypeError' },
)

behaviour(
  'a constructor is synchronous and asks for nothing of Keycloak or of a configuration file',
  async (desk) => {
    const page = await desk.open({ config: null })
    const asked = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    const kinds = await page.evaluate((config) => [new window.Keycloak(config), new window.Keycloak('/keycloak.json')].map((made) => typeof made.init), desk.config)
    return { kinds, asked: asked.filter((path) => !/\.(js|wasm)$/.test(path)) }
  },
  { same: { kinds: ['function', 'function'], asked: [] } },
)

behaviour(
  'defaults before init',
  async (desk) => {
    const page = await desk.open()
    return page.evaluate(() => {
      const names = ['authenticated', 'didInitialize', 'loginRequired', 'responseMode', 'responseType', 'flow', 'timeSkew', 'silentCheckSsoFallback', 'pkceMethod', 'enableLogging', 'logoutMethod', 'messageReceiveTimeout']
      const unset = ['token', 'tokenParsed', 'refreshToken', 'refreshTokenParsed', 'idToken', 'idTokenParsed', 'subject', 'sessionId', 'realmAccess', 'resourceAccess', 'authServerUrl', 'realm', 'clientId', 'redirectUri', 'silentCheckSsoRedirectUri', 'scope', 'profile', 'userInfo', 'endpoints', 'tokenTimeoutHandle']
      const kc = new window.Keycloak({ url: '/', realm: 'expertflow', clientId: 'agentdesk' })
      return { set: names.map((name) => [name, kc[name]]), unset: unset.filter((name) => kc[name] !== undefined), present: unset.filter((name) => !(name in kc)) }
    })
  },
  {
    same: {
      set: [
        ['authenticated', false],
        ['didInitialize', false],
        ['loginRequired', false],
        ['responseMode', 'fragment'],
        ['responseType', 'code'],
        ['flow', 'standard'],
        ['timeSkew', null],
        ['silentCheckSsoFallback', true],
        ['pkceMethod', 'S256'],
        ['enableLogging', false],
        ['logoutMethod', 'GET'],
        ['messageReceiveTimeout', 10000],
      ],
      unset: [],
      present: [],
    },
  },
)

behaviour(
  'the object has these members',
  async (desk) => {
    const page = await desk.open({ config: null })
    return page.evaluate((config) => Object.keys(new window.Keycloak(config)).sort(), desk.config)
  },
  {
    same: [
      'accountManagement', 'authServerUrl', 'authenticated', 'clearToken', 'clientId', 'createAccountUrl', 'createLoginUrl', 'createLogoutUrl', 'createRegisterUrl',
      'didInitialize', 'enableLogging', 'endpoints', 'flow', 'hasRealmRole', 'hasResourceRole', 'idToken', 'idTokenParsed', 'init', 'isTokenExpired', 'loadUserInfo',
      'loadUserProfile', 'login', 'loginRequired', 'logout', 'logoutMethod', 'messageReceiveTimeout', 'onActionUpdate', 'onAuthError', 'onAuthLogout',
      'onAuthRefreshError', 'onAuthRefreshSuccess', 'onAuthSuccess', 'onReady', 'onTokenExpired', 'pkceMethod', 'profile', 'realm', 'realmAccess', 'redirectUri',
      'refreshToken', 'refreshTokenParsed', 'register', 'resourceAccess', 'responseMode', 'responseType', 'scope', 'sessionId', 'silentCheckSsoFallback',
      'silentCheckSsoRedirectUri', 'subject', 'timeSkew', 'token', 'tokenParsed', 'tokenTimeoutHandle', 'updateToken', 'userInfo',
    ],
  },
)

behaviour(
  'methods may be taken off the object',
  async (desk) => {
    const page = await desk.open({ config: null })
    return page.evaluate(async (config) => {
      const { init, hasRealmRole, hasResourceRole } = new window.Keycloak(config)
      return [await init({ checkLoginIframe: false }), hasRealmRole('agent'), hasResourceRole('operator')]
    }, desk.config)
  },
  { same: [false, false, false] },
)

behaviour(
  'an instance can be initialised once',
  async (desk) => {
    const page = await desk.open({ config: null })
    return page.evaluate(async (config) => {
      const kc = new window.Keycloak(config)
      const first = kc.init({ checkLoginIframe: false })
      const second = await window.attempt(() => kc.init({ checkLoginIframe: false }))
      return { first: await first, second, did: kc.didInitialize }
    }, desk.config)
  },
  { same: { first: false, second: { error: { kind: 'Error', message: "A 'Keycloak' instance can only be initialized once." } }, did: true } },
)
