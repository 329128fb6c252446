import { adapterFor } from './keycloak/adapter.js'
import { checkConfiguration, readConfiguration, realmUrl } from './keycloak/configuration.js'
import { loginUrl } from './keycloak/login-url.js'
import { applyOptions } from './keycloak/options.js'
import { NetworkError, fetchJson } from './keycloak/request.js'
import { Session, preload } from './keycloak/session.js'
import { takeUp } from './keycloak/start.js'

export { NetworkError }

/**
 * What stands in for `keycloak-js`: its face over the session of this package. MIGRATING.md tells what is different, and why.
 * The methods are closures: they may be taken off the object.
 */
export default class Keycloak {
  #config
  /** @type {import('./keycloak.d.ts').KeycloakAdapter} */
  #adapter = /** @type {any} */ (undefined)
  #session = new Session(this)

  didInitialize = false
  authenticated = false
  loginRequired = false
  /** @type {import('./keycloak.d.ts').KeycloakResponseMode} */
  responseMode = 'fragment'
  /** @type {import('./keycloak.d.ts').KeycloakResponseType} */
  responseType = 'code'
  /** @type {import('./keycloak.d.ts').KeycloakFlow} */
  flow = 'standard'
  /** @type {number | null} */
  timeSkew = null
  /** @type {string=} */
  redirectUri
  /** @type {string=} */
  silentCheckSsoRedirectUri
  silentCheckSsoFallback = true
  /** @type {import('./keycloak.d.ts').KeycloakPkceMethod} */
  pkceMethod = 'S256'
  enableLogging = false
  /** @type {'GET' | 'POST'} */
  logoutMethod = 'GET'
  /** @type {string=} */
  scope
  messageReceiveTimeout = 10000
  /** @type {string=} */
  idToken
  /** @type {import('./keycloak.d.ts').KeycloakTokenParsed=} */
  idTokenParsed
  /** @type {string=} */
  token
  /** @type {import('./keycloak.d.ts').KeycloakTokenParsed=} */
  tokenParsed
  /** @type {string=} */
  refreshToken
  /** @type {import('./keycloak.d.ts').KeycloakTokenParsed=} */
  refreshTokenParsed
  /** @type {string=} */
  clientId
  /** @type {string=} */
  sessionId
  /** @type {string=} */
  subject
  /** @type {string=} */
  authServerUrl
  /** @type {string=} */
  realm
  /** @type {import('./keycloak.d.ts').KeycloakRoles=} */
  realmAccess
  /** @type {import('./keycloak.d.ts').KeycloakResourceAccess=} */
  resourceAccess
  /** @type {import('./keycloak.d.ts').KeycloakProfile=} */
  profile
  /** @type {import('./keycloak.d.ts').KeycloakUserInfo=} */
  userInfo
  /** @type {import('./keycloak.d.ts').KeycloakEndpoints} */
  endpoints = /** @type {any} */ (undefined)
  /** @type {ReturnType<typeof setTimeout>=} */
  tokenTimeoutHandle
  /** @type {(() => void)=} */
  onAuthSuccess
  /** @type {((errorData?: import('./keycloak.d.ts').KeycloakError) => void)=} */
  onAuthError
  /** @type {(() => void)=} */
  onAuthRefreshSuccess
  /** @type {(() => void)=} */
  onAuthRefreshError
  /** @type {(() => void)=} */
  onTokenExpired
  /** @type {(() => void)=} */
  onAuthLogout
  /** @type {((authenticated?: boolean) => void)=} */
  onReady
  /** @type {((status: 'success' | 'cancelled' | 'error', action?: string) => void)=} */
  onActionUpdate

  /** @param {import('./keycloak.d.ts').KeycloakConfig | string} config */
  constructor(config) {
    checkConfiguration(config)
    this.#config = config
    preload()
  }

  /** @param {import('./keycloak.d.ts').KeycloakInitOptions} options */
  init = async (options = {}) => {
    if (this.didInitialize) throw new Error("A 'Keycloak' instance can only be initialized once.")
    this.didInitialize = true
    this.#adapter = adapterFor(this, options.adapter, () => this.#session.leave())
    applyOptions(this, options)
    const { issuer, metadata, ...shown } = await readConfiguration(this.#config, this.messageReceiveTimeout)
    Object.assign(this, shown)
    await this.#session.open({ issuer, metadata }, options)
    await takeUp(this, this.#session, options)
    this.onReady?.(this.authenticated)
    return this.authenticated
  }

  /** @param {import('./keycloak.d.ts').KeycloakLoginOptions} [options] */
  login = (options) => this.#adapter.login(options)

  /** @param {import('./keycloak.d.ts').KeycloakLogoutOptions} [options] */
  logout = (options) => this.#adapter.logout(options)

  /** @param {import('./keycloak.d.ts').KeycloakRegisterOptions} [options] */
  register = (options) => this.#adapter.register(options)

  accountManagement = () => this.#adapter.accountManagement()

  /**
   * @param {import('./keycloak.d.ts').KeycloakLoginOptions} [options]
   * @returns {Promise<string>}
   */
  createLoginUrl = async (options = {}) => loginUrl(this, this.#session, this.#adapter.redirectUri(options), options)

  /** @param {import('./keycloak.d.ts').KeycloakRegisterOptions} [options] */
  createRegisterUrl = (options) => this.createLoginUrl({ ...options, action: 'register' })

  /** @param {import('./keycloak.d.ts').KeycloakLogoutOptions} [options] */
  createLogoutUrl = (options) => {
    const url = this.endpoints.logout()
    if ((options?.logoutMethod ?? this.logoutMethod) === 'POST') return url
    const parameters = { client_id: String(this.clientId), post_logout_redirect_uri: this.#adapter.redirectUri(options) }
    return `${url}?${new URLSearchParams({ ...parameters, ...(this.idToken && { id_token_hint: this.idToken }) })}`
  }

  /** @param {import('./keycloak.d.ts').KeycloakAccountOptions} [options] */
  createAccountUrl = (options) => {
    const url = this.#realmUrl('Unable to create account URL')
    return `${url}/account?${new URLSearchParams({ referrer: String(this.clientId), referrer_uri: this.#adapter.redirectUri(options) })}`
  }

  /** @param {string} role */
  hasRealmRole = (role) => !!this.realmAccess?.roles.includes(role)

  /**
   * @param {string} role
   * @param {string} [resource]
   */
  hasResourceRole = (role, resource) => !!this.resourceAccess?.[resource || String(this.clientId)]?.roles.includes(role)

  loadUserProfile = async () => {
    const url = this.#realmUrl('Unable to load user profile') + '/account'
    return (this.profile = await this.#load(url))
  }

  loadUserInfo = async () => {
    const userInfo = await this.#load(this.endpoints.userinfo())
    if (userInfo.sub !== (this.idTokenParsed ?? this.tokenParsed)?.sub) throw new Error('The user information is of somebody else.')
    return (this.userInfo = userInfo)
  }

  /** @param {number} [minValidity] */
  isTokenExpired = (minValidity) => {
    if (!this.token || (!this.refreshToken && this.flow !== 'implicit')) throw new Error('Not authenticated')
    if (this.timeSkew == null) return true
    const exp = this.tokenParsed ? this.tokenParsed.exp : (this.#session.expiresAt ?? 0) / 1000 - this.timeSkew
    if (typeof exp !== 'number') return false
    if (minValidity && isNaN(minValidity)) throw new Error('Invalid minValidity')
    return exp - Math.ceil(Date.now() / 1000) + this.timeSkew < (minValidity || 0)
  }

  /** @param {number} [minValidity] */
  updateToken = async (minValidity) => {
    const seconds = minValidity || 5
    const check = () => {
      if (!this.refreshToken) throw new Error('Unable to update token, no refresh token available.')
    }
    check()
    if (await this.#session.isOver()) check()
    if (seconds !== -1 && !this.isTokenExpired(seconds)) return false
    await this.#session.renew()
    return true
  }

  clearToken = () => {
    if (!this.token) return
    this.#session.show({})
    this.#session.forget()
    this.onAuthLogout?.()
  }

  /** @param {string} url */
  #load(url) {
    if (!this.token) throw new Error('Unable to build authorization header, token is not set, make sure the user is authenticated.')
    return fetchJson(url, this.messageReceiveTimeout, { headers: { Authorization: `bearer ${this.token}` } })
  }

  /** @param {string} failure */
  #realmUrl(failure) {
    if (this.authServerUrl === undefined) {
      throw new Error(`${failure}, make sure the adapter is not configured using a generic OIDC provider.`)
    }
    return realmUrl(this.authServerUrl, String(this.realm))
  }
}
