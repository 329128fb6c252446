/**
 * What stands in for keycloak-js 26: the same class over the session of cx-auth. What is different, and why: MIGRATING.md.
 *
 * @example
 * import Keycloak from 'cx-auth/keycloak'
 *
 * const keycloak = new Keycloak({ url: 'https://sso.example', realm: 'expertflow', clientId: 'agentdesk' })
 * if (await keycloak.init({ onLoad: 'login-required' })) console.log(keycloak.tokenParsed?.preferred_username)
 */

export type KeycloakOnLoad = 'login-required' | 'check-sso'
export type KeycloakResponseMode = 'query' | 'fragment'
export type KeycloakResponseType = 'code' | 'id_token token' | 'code id_token token'
export type KeycloakFlow = 'standard' | 'implicit' | 'hybrid'
export type KeycloakPkceMethod = 'S256' | false

/** A client of a Keycloak realm. */
export interface KeycloakServerConfig {
  /** The server's address, with its path if it has one: `https://sso.example` or `https://sso.example/auth`. */
  url: string
  realm: string
  clientId: string
}

/** A client of any OpenID provider. */
export interface GenericOidcConfig {
  clientId: string
  /** The issuer's address, below which its metadata are; or the metadata. */
  oidcProvider: string | OpenIdProviderMetadata
}

/** What is used of a provider's metadata. `issuer` and `jwks_uri` must be there: see MIGRATING.md. */
export interface OpenIdProviderMetadata {
  issuer?: string
  jwks_uri?: string
  authorization_endpoint: string
  token_endpoint: string
  userinfo_endpoint?: string
  check_session_iframe?: string
  end_session_endpoint?: string
}

export type KeycloakConfig = KeycloakServerConfig | GenericOidcConfig

/** The levels of authentication asked for in the `claims` parameter (OpenID Connect Core 1.0, section 5.5.1). */
export interface Acr {
  values: string[]
  essential: boolean
}

export interface KeycloakInitOptions {
  /** Has no effect: a nonce is always sent and checked. */
  useNonce?: boolean
  /** How the page is left. Default: as a browser does it. */
  adapter?: 'default' | 'cordova' | 'cordova-native' | KeycloakAdapter
  /** What to do when nobody is signed in yet; nothing without it. */
  onLoad?: KeycloakOnLoad
  /** Tokens that the app has from elsewhere; `token` and `refreshToken` go together. */
  token?: string
  refreshToken?: string
  idToken?: string
  /** By how many seconds this machine's clock is ahead of the server's. */
  timeSkew?: number
  /** Whether Keycloak's session page is watched. Default: true. */
  checkLoginIframe?: boolean
  /** How often, in seconds. Default: 5. */
  checkLoginIframeInterval?: number
  /** Where Keycloak's answer is in the address. Default: `fragment`. */
  responseMode?: KeycloakResponseMode
  /** Where to return to after login and logout. Default: the page's own address. */
  redirectUri?: string
  /** The app's page for looking for a session in a hidden frame. */
  silentCheckSsoRedirectUri?: string
  /** Whether the page may be left for that where third-party cookies are blocked. Default: true. */
  silentCheckSsoFallback?: boolean
  /** Default: `standard`. */
  flow?: KeycloakFlow
  /** Has no effect: PKCE with S256 is always used. */
  pkceMethod?: KeycloakPkceMethod
  /** Whether notices are written to the console. Default: false. */
  enableLogging?: boolean
  /** The scopes to ask for, separated by spaces; `openid` is added. */
  scope?: string
  /** How long one request, one hidden frame or one message may take, in milliseconds. Default: 10,000. */
  messageReceiveTimeout?: number
  /** The language of the sign-in page that `onLoad` leads to. */
  locale?: string
  /** Default: `GET`. */
  logoutMethod?: 'GET' | 'POST'
}

export interface KeycloakLoginOptions {
  /** Instead of the scopes of `init`. */
  scope?: string
  redirectUri?: string
  /** `none`: only if there is a session; `login`: credentials are asked for in any case; `consent`: consent is. */
  prompt?: 'none' | 'login' | 'consent'
  /** `register` for the registration page, else the alias of a required action of Keycloak's. */
  action?: string
  /** How many seconds ago the user may have signed in. Checked in the answer. */
  maxAge?: number
  /** The user name to fill in. */
  loginHint?: string
  /** Checked in the answer if `essential`. */
  acr?: Acr
  /** How the user must sign in. Checked in the answer. */
  acrValues?: string
  /** The alias of an identity provider to go on to. */
  idpHint?: string
  /** The language of the sign-in page. */
  locale?: string
  /** Has no effect: there are no adapters for Cordova. */
  cordovaOptions?: { [optionName: string]: string }
}

export interface KeycloakLogoutOptions {
  redirectUri?: string
  logoutMethod?: 'GET' | 'POST'
}

export interface KeycloakRegisterOptions extends Omit<KeycloakLoginOptions, 'action'> {}

export interface KeycloakAccountOptions {
  redirectUri?: string
}

export interface KeycloakRedirectUriOptions {
  redirectUri?: string
}

/** What Keycloak answered instead of a sign-in. */
export interface KeycloakError {
  error: string
  error_description: string
}

/** How the page is left, in a way of the app's own. */
export interface KeycloakAdapter {
  login: (options?: KeycloakLoginOptions) => Promise<void>
  logout: (options?: KeycloakLogoutOptions) => Promise<void>
  register: (options?: KeycloakRegisterOptions) => Promise<void>
  accountManagement: () => Promise<void>
  redirectUri: (options?: KeycloakRedirectUriOptions) => string
}

export interface KeycloakProfile {
  id?: string
  username?: string
  email?: string
  firstName?: string
  lastName?: string
  enabled?: boolean
  emailVerified?: boolean
  totp?: boolean
  createdTimestamp?: number
  attributes?: Record<string, unknown>
}

/** The claims of a token. */
export interface KeycloakTokenParsed {
  iss?: string
  sub?: string
  aud?: string
  exp?: number
  iat?: number
  auth_time?: number
  nonce?: string
  acr?: string
  amr?: string
  azp?: string
  session_state?: string
  realm_access?: KeycloakRoles
  resource_access?: KeycloakResourceAccess
  [key: string]: any
}

export interface KeycloakRoles {
  roles: string[]
}

export interface KeycloakResourceAccess {
  [key: string]: KeycloakRoles
}

export interface KeycloakUserInfo {
  sub: string
  [key: string]: any
}

/** Where things are; a function throws if the provider has no such thing. */
export interface KeycloakEndpoints {
  authorize: () => string
  token: () => string
  logout: () => string
  checkSessionIframe: () => string
  thirdPartyCookiesIframe?: () => string
  register: () => string
  userinfo: () => string
}

/** @deprecated Its name is `Keycloak`. */
export type KeycloakInstance = Keycloak

/** The server answered with a status that is none of success. */
export class NetworkError extends Error {
  constructor(message: string, options: ErrorOptions & { response: Response })
  response: Response
}

declare class Keycloak {
  /** Takes a configuration, or the address of an adapter's configuration file. Throws if it cannot be meant. */
  constructor(config: KeycloakConfig | string)

  /** Whether somebody is signed in. */
  authenticated: boolean
  /** Whether `init` was called. */
  didInitialize: boolean
  /** The user's identifier. */
  subject?: string
  responseMode: KeycloakResponseMode
  responseType: KeycloakResponseType
  flow: KeycloakFlow
  realmAccess?: KeycloakRoles
  resourceAccess?: KeycloakResourceAccess
  /** The access token, as it goes to an API. */
  token?: string
  /** Its claims, if it has any that can be read. */
  tokenParsed?: KeycloakTokenParsed
  refreshToken?: string
  refreshTokenParsed?: KeycloakTokenParsed
  idToken?: string
  idTokenParsed?: KeycloakTokenParsed
  /** By how many seconds this machine's clock is ahead of the server's; `null`: not known. May be written. */
  timeSkew: number | null

  /** Not documented by keycloak-js, as are the following. */
  loginRequired: boolean
  authServerUrl?: string
  realm?: string
  clientId?: string
  redirectUri?: string
  sessionId?: string
  profile?: KeycloakProfile
  userInfo?: KeycloakUserInfo

  /** `init` has settled well. */
  onReady?(authenticated?: boolean): void
  /** Somebody has signed in: here, or in another tab. */
  onAuthSuccess?(): void
  /** A sign-in failed. */
  onAuthError?(errorData?: KeycloakError): void
  /** The tokens were renewed: here, or by another tab. */
  onAuthRefreshSuccess?(): void
  /** The tokens could not be renewed. */
  onAuthRefreshError?(): void
  /** The session is over, here or everywhere. */
  onAuthLogout?(): void
  /** The access token has ended. */
  onTokenExpired?(): void
  /** An action that was asked of the user has ended. */
  onActionUpdate?(status: 'success' | 'cancelled' | 'error', action?: string): void

  /** Takes up a sign-in this page is the answer of, or looks for a session. Resolves with whether somebody is signed in. */
  init(options?: KeycloakInitOptions): Promise<boolean>
  /** Leaves for the sign-in page. */
  login(options?: KeycloakLoginOptions): Promise<void>
  /** Ends the session here, in the other tabs, and at Keycloak. */
  logout(options?: KeycloakLogoutOptions): Promise<void>
  /** Leaves for the registration page. */
  register(options?: KeycloakRegisterOptions): Promise<void>
  /** Leaves for the account console. */
  accountManagement(): Promise<void>
  createLoginUrl(options?: KeycloakLoginOptions): Promise<string>
  createLogoutUrl(options?: KeycloakLogoutOptions): string
  createRegisterUrl(options?: KeycloakRegisterOptions): Promise<string>
  createAccountUrl(options?: KeycloakAccountOptions): string
  /** Whether the token ends within so many seconds. Default: 0. */
  isTokenExpired(minValidity?: number): boolean
  /** Renews the tokens if they end within so many seconds (default 5), or in any case (-1). Resolves with whether it did. */
  updateToken(minValidity?: number): Promise<boolean>
  /** Forgets the tokens, in this tab. */
  clearToken(): void
  hasRealmRole(role: string): boolean
  /** Without `resource`: a role of this client. */
  hasResourceRole(role: string, resource?: string): boolean
  loadUserProfile(): Promise<KeycloakProfile>
  loadUserInfo(): Promise<KeycloakUserInfo>
}

export default Keycloak
