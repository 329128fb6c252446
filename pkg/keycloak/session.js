import { load } from '../load.js'
import { likeKeycloak } from './request.js'
import { claimsOf } from './token.js'

/**
 * The object an app has, with what keycloak-js shows there without documenting it.
 *
 * @typedef {import('../keycloak.d.ts').default & {
 *   endpoints: import('../keycloak.d.ts').KeycloakEndpoints
 *   scope?: string
 *   silentCheckSsoRedirectUri?: string
 *   silentCheckSsoFallback: boolean
 *   pkceMethod: import('../keycloak.d.ts').KeycloakPkceMethod
 *   enableLogging: boolean
 *   logoutMethod: 'GET' | 'POST'
 *   messageReceiveTimeout: number
 *   tokenTimeoutHandle?: ReturnType<typeof setTimeout>
 * }} Keycloak
 */
/** @typedef {{ accessToken?: string, refreshToken?: string, idToken?: string }} Tokens */

/** Begins to load the WebAssembly, so that it is there when `init` needs it; what goes wrong is said by `init`. */
export function preload() {
  if (typeof document === 'object') load(/** @type {any} */ ({})).catch(() => {})
}

/** The session behind a `Keycloak` object, which it keeps up to date. */
export class Session {
  /** @type {import('../host/client.js').Client | undefined} */
  #client
  #keycloak
  /** @type {Tokens} */
  #tokens = {}
  /** @type {import('./login-status.js').LoginStatus | undefined} */
  #status
  #interval = 5
  #isTakingUp = false
  #isLeaving = false
  #isWatching = false
  /** @type {Promise<void> | undefined} */
  #renewing
  /** Of the access token: milliseconds since 1970 on this machine's clock. @type {number | undefined} */
  expiresAt
  /** Why the session is not what it should be. @type {import('../index.d.ts').AuthError | undefined} */
  error

  /** @param {Keycloak} keycloak */
  constructor(keycloak) {
    this.#keycloak = keycloak
  }

  get client() {
    if (!this.#client) throw new Error('The Keycloak instance has not been initialized yet.')
    return this.#client
  }

  /**
   * @param {{ issuer: string, metadata?: string }} provider
   * @param {import('../keycloak.d.ts').KeycloakInitOptions} options
   */
  async open({ issuer, metadata }, { checkLoginIframe = true, checkLoginIframeInterval }) {
    const keycloak = this.#keycloak
    this.#interval = checkLoginIframeInterval || 5
    if (checkLoginIframe || keycloak.silentCheckSsoRedirectUri) await this.#openStatus(checkLoginIframe)
    const silent = keycloak.silentCheckSsoRedirectUri
    const config = /** @type {any} */ ({
      issuer,
      clientId: keycloak.clientId,
      responseMode: keycloak.responseMode,
      timeoutMs: keycloak.messageReceiveTimeout,
      ...(metadata && { metadata }),
      ...(silent && { silentRedirectUri: new URL(silent, location.href).href }),
      // As with keycloak-js, the tokens are the application's to see, and are renewed when it asks for that.
      showsTokens: true,
      renewsOnDemand: true,
    })
    const { Client } = await load(config)
    const nothing = () => {}
    this.#client = new Client(config, {
      user: nothing,
      notice: nothing,
      state: (_status, _reason, error) => {
        this.error = error
      },
      expiry: (milliseconds) => {
        this.expiresAt = milliseconds
      },
      tokens: (tokens) => {
        this.#tokens = tokens
      },
      changed: () => this.#changed(),
    })
  }

  /**
   * Does what `init` tells of itself. What goes wrong looks as with keycloak-js.
   *
   * @template T
   * @param {(client: import('../host/client.js').Client) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async quietly(work) {
    this.#isTakingUp = true
    try {
      return await work(this.client)
    } catch (error) {
      throw likeKeycloak(/** @type {any} */ (error))
    } finally {
      this.#isTakingUp = false
    }
  }

  /** One renewal, however many ask for it. */
  renew() {
    const renew = async () => {
      try {
        await this.client.accessToken(/** @type {any} */ ({ insteadOf: this.#tokens.accessToken }))
      } catch (error) {
        this.#keycloak.onAuthRefreshError?.()
        throw likeKeycloak(/** @type {any} */ (error))
      }
    }
    return (this.#renewing ??= renew().finally(() => (this.#renewing = undefined)))
  }

  /** Forgets the session in this tab. */
  forget() {
    this.#client?.forget('here').catch(() => {})
  }

  /** Forgets the session in all tabs; this one is about to leave, and shows it until then. */
  async leave() {
    this.#isLeaving = true
    await this.#client?.forget('everywhere')
  }

  /** Loads the session page, if there shall be one. */
  async openStatus() {
    await this.#status?.open()
  }

  /** Whether the session page says that the session is this one still; nothing without such a page. */
  async isUnchanged(sessionId = '') {
    return this.#status?.isUnchanged(String(this.#keycloak.clientId), sessionId)
  }

  /** Asks the session page, and clears the tokens if the session is over. A page that says nothing is no reason to. */
  async isOver() {
    if (!this.#status) return false
    const { LATE } = await import('./login-status.js')
    const isUnchanged = await this.isUnchanged(this.#keycloak.sessionId).catch((error) => {
      if (error.message !== LATE) throw error
    })
    if (isUnchanged === false) this.#keycloak.clearToken()
    return isUnchanged === false
  }

  /** Asks the session page now and then, as long as somebody is signed in. */
  async watch() {
    if (!this.#status || this.#isWatching) return
    this.#isWatching = true
    do await new Promise((resolve) => setTimeout(resolve, this.#interval * 1000))
    while (this.#keycloak.token && !(await this.isOver().catch(() => false)))
    this.#isWatching = false
  }

  /**
   * Shows these tokens on the object, or none.
   *
   * @param {Tokens} tokens
   * @param {number} [expiresAt]
   */
  show({ accessToken, refreshToken, idToken }, expiresAt) {
    const keycloak = this.#keycloak
    clearTimeout(keycloak.tokenTimeoutHandle)
    keycloak.tokenTimeoutHandle = undefined
    keycloak.token = accessToken
    keycloak.tokenParsed = claimsOf(accessToken)
    keycloak.refreshToken = refreshToken
    keycloak.refreshTokenParsed = claimsOf(refreshToken)
    keycloak.idToken = idToken || undefined
    keycloak.idTokenParsed = claimsOf(idToken)
    const claims = keycloak.tokenParsed ?? keycloak.idTokenParsed
    keycloak.authenticated = !!accessToken
    keycloak.subject = claims?.sub
    keycloak.realmAccess = claims?.realm_access
    keycloak.resourceAccess = claims?.resource_access
    if (!accessToken) return
    keycloak.sessionId = claims?.sid
    if (expiresAt === undefined) return
    const exp = keycloak.tokenParsed?.exp
    keycloak.timeSkew = exp ? Math.round(expiresAt / 1000) - exp : (keycloak.timeSkew ?? 0)
    if (!keycloak.onTokenExpired) return
    const left = Math.min(expiresAt - Date.now(), 0x7fffffff)
    if (left <= 0) this.#tell('onTokenExpired')
    else keycloak.tokenTimeoutHandle = setTimeout(() => this.#tell('onTokenExpired'), left)
  }

  /** @param {boolean} checkLoginIframe */
  async #openStatus(checkLoginIframe) {
    const keycloak = this.#keycloak
    const { messageReceiveTimeout, endpoints } = keycloak
    const { BLOCKED, LoginStatus, hasThirdPartyCookies } = await import('./login-status.js')
    const { thirdPartyCookiesIframe, checkSessionIframe } = endpoints
    if (!thirdPartyCookiesIframe || (await hasThirdPartyCookies(thirdPartyCookiesIframe(), messageReceiveTimeout))) {
      if (checkLoginIframe) this.#status = new LoginStatus(checkSessionIframe, messageReceiveTimeout)
      return
    }
    if (keycloak.enableLogging) console.warn(BLOCKED)
    if (keycloak.silentCheckSsoFallback) keycloak.silentCheckSsoRedirectUri = undefined
  }

  /** Something is new, from here or from another tab. */
  #changed() {
    const keycloak = this.#keycloak
    const { accessToken } = this.#tokens
    if (accessToken === keycloak.token || this.#isLeaving) return
    const { authenticated, subject } = keycloak
    this.show(this.#tokens, this.expiresAt)
    if (this.#isTakingUp) return
    if (authenticated && subject === keycloak.subject) return this.#tell('onAuthRefreshSuccess')
    if (authenticated) this.#tell('onAuthLogout')
    if (!accessToken) return
    this.#tell('onAuthSuccess')
    this.watch()
  }

  /**
   * Calls the app back from within the engine, which its mistakes must not reach.
   *
   * @param {'onAuthRefreshSuccess' | 'onAuthSuccess' | 'onAuthLogout' | 'onTokenExpired'} name
   */
  #tell(name) {
    try {
      this.#keycloak[name]?.()
    } catch (error) {
      setTimeout(() => {
        throw error
      })
    }
  }
}
