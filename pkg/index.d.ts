/**
 * Sign-in for browser apps on Keycloak (and other OpenID Connect providers).
 *
 * @example
 * import { createAuth } from 'cx-auth'
 *
 * const auth = createAuth({ issuer: 'https://sso.example/realms/expertflow', clientId: 'agentdesk' })
 * await auth.start({ onLoad: 'sign-in-required' })
 * const queues = await auth.fetch('/api/queues').then((response) => response.json())
 */

export interface AuthConfig {
  /** The realm's address, as the provider itself writes it: `https://sso.example/realms/expertflow`. */
  issuer: string
  /** A public client with the standard flow, whose redirect URIs hold the addresses below exactly. */
  clientId: string
  /** Where the provider sends the browser after sign-in. Default: this page's address without query and fragment. */
  redirectUri?: string
  /** Where the provider sends the browser after sign-out. Default: `redirectUri`. */
  postLogoutRedirectUri?: string
  /** Scopes besides `openid`, separated by spaces. */
  scope?: string
  /**
   * The address of the app's copy of `silent.html`. Without it there is no sign-in in a hidden frame or in a popup: `start`
   * finds no session that only the provider knows of, `signInWithPopup` and `recover` fail.
   */
  silentRedirectUri?: string
  /** How long one request, one hidden frame and the loading of the WebAssembly module may each take. Default: 10,000. */
  timeoutMs?: number
  /**
   * Where the session is kept between two pages of the app. Whatever it is, a script that gets into the page (XSS) can ask
   * the page for tokens while it is open; what differs is what it finds without asking, and how long that is good for.
   *
   * - `memory` (default): nothing is written. A reload or a new tab gets the session from another tab of the app, else from
   *   the provider in the hidden frame.
   * - `session`: in the tab's session storage. Survives a reload without asking anybody; gone with the tab.
   * - `local`: in the browser's database of this origin. Survives the browser; any script of this origin can read the
   *   refresh token at any time, and take it away.
   * - a {@link TokenStore}: where the app itself keeps it, for this tab alone.
   */
  storage?: 'memory' | 'session' | 'local' | TokenStore
  /**
   * Binds tokens to a key that never leaves this browser (DPoP, RFC 9449), so that a stolen token is of no use elsewhere.
   * Default: false; a client that the provider demands it of turns it on by itself. The API must understand it: use `fetch`.
   */
  dpop?: boolean
  /**
   * Hands what a sign-in asks for to the provider beforehand (PAR, RFC 9126), so that the address bar and the history show
   * nothing of it. Default: only if the provider demands it of every client. Keycloak also has a switch for a single client
   * ("Pushed authorization request required"), which nobody can see from outside: where that is on, this must be.
   */
  par?: boolean
  /** Where the provider puts its answer in the redirect URI. `fragment` keeps it out of the web server's log. Default: `query`. */
  responseMode?: 'query' | 'fragment'
  /** How users must sign in (`acr_values`): one of these names, separated by spaces, must be in the answer. */
  acrValues?: string
  /** How many seconds ago the user may have typed a password when a page asks for a sign-in. Checked in the answer. */
  maxAge?: number
  /** The origins that `fetch` sends tokens to. Default: the page's own. */
  apiOrigins?: readonly string[]
  /**
   * Signs out whom nobody has seen for `timeout` seconds in any tab: no pointer, key, wheel or touch. `warning` seconds before
   * (default 60, at most half of `timeout`) `idle-warning` is told; any sign of life then tells `idle-resumed`. Off by default.
   */
  idle?: { timeout: number; warning?: number }
  /** Where the WebAssembly module comes from, if not from beside this package's own files. */
  wasm?: string | URL | BufferSource | WebAssembly.Module
}

/**
 * The app's own place for a session, as one text that holds its tokens. Each call may take `timeoutMs`; if one fails or
 * takes longer, it is as if nothing were kept.
 */
export interface TokenStore {
  /** What was written last, if anything. */
  read(): Promise<string | undefined>
  /** Keeps this text in place of the last one; forgets it for `undefined`. */
  write(value: string | undefined): Promise<void>
}

/** Makes the session object. Does nothing else: no request, no storage, no WebAssembly before `start`; fit for a server too. */
export function createAuth(config: AuthConfig): Auth

export interface Auth {
  /** Where the session stands. The same object until something changes. */
  readonly state: AuthState
  /** Who is signed in. */
  readonly user: User | undefined
  /** When the access token ends: milliseconds since 1970 on this machine's clock. */
  readonly accessTokenExpiresAt: number | undefined

  /**
   * Completes a sign-in if this page is its answer, else looks for a session at the provider.
   * May be called again at any time: while it runs both calls get one answer, afterwards it tells the state, after a failure
   * it tries again.
   */
  start(options?: StartOptions): Promise<AuthState & SignInNotes>
  /** Sends this page to the provider's sign-in. Settles only if that fails; called again before that, it joins the first call. */
  signIn(options?: SignInOptions): Promise<never>
  /**
   * Signs in, in a popup, while this page stays as it is, with its live call; also if somebody is signed in already. To be
   * called in a click, after `start`: browsers block other popups. Rejects with `popup-blocked` or `popup-closed`, which
   * changes nothing. Needs `silentRedirectUri`.
   */
  signInWithPopup(options?: SignInOptions): Promise<AuthState & SignInNotes>
  /**
   * Gets a session back: tries these ways in turn until one works, and rejects with why the last one did not. `silent` is the
   * hidden frame, `redirect` leaves the page. Default: `['silent', 'popup']`. Does nothing if somebody is signed in.
   */
  recover(options?: RecoverOptions): Promise<AuthState & SignInNotes>
  /** Ends the session here and at the provider, which sends the browser back. Settles only if that fails. */
  signOut(options?: SignOutOptions): Promise<never>
  /** An access token for the next request, refreshed first if it ends within `minValidity` seconds. */
  accessToken(options?: AccessTokenOptions): Promise<string>
  /**
   * The access token there is, then each that follows, for as long as somebody is signed in: for channels that outlive
   * a token (see `cx-auth/live.js`). Waits through `loading`, `retrying` and `needs-sign-in`; ends at `signed-out`, at `dispose`
   * and by `signal`. Each loop over it is told of its own; a slow one misses only tokens that are out of date.
   */
  tokens(options?: { signal?: AbortSignal }): AsyncIterableIterator<{ accessToken: string; expiresAt: number }>
  /**
   * `fetch` with the access token, for `apiOrigins`; a request to another origin goes out without one.
   *
   * Never sends a token that is out of date. After a 401 it asks once more, with another token; after a 401 that asks for a
   * stronger or more recent sign-in (RFC 9470), once the user has done that in a popup. If that does not help, the API's
   * answer stands. A body that is a `ReadableStream` of `init` cannot be sent twice: its 401 is final.
   * For an API of another origin to be understood, its CORS answer must expose `WWW-Authenticate` (and `DPoP-Nonce`).
   * Rejects as `fetch` does, and with an `AuthError` if there is no token to be had.
   */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>
  /** What the provider says of the user beyond the ID token (OpenID Connect's userinfo): for this user, or it rejects. */
  userInfo(): Promise<Record<string, unknown>>
  /** The address of Keycloak's account pages, with a way back to `redirectUri` (default: the configuration's, else this page). */
  accountUrl(options?: { redirectUri?: string }): string
  /** Has the provider forget the tokens (RFC 7009) and signs out here, in all tabs, without leaving the page. */
  revoke(): Promise<void>
  /**
   * Keeps the user from being taken for idle, in all tabs, as while a call is live: until the function it returns is called,
   * or this tab is gone. `reason` is for you to read. Does nothing without `idle` in the configuration.
   */
  holdActivity(reason: string): () => void
  /**
   * Calls `listener` when this happens, until the function it returns is called.
   *
   * - `idle-warning`: nobody was seen for a while; at `endsAt` (milliseconds since 1970) the user is signed out.
   * - `idle-resumed`: somebody was seen after a warning.
   * - `notice`: something went wrong that changes nothing; also written to the console.
   */
  on(type: 'idle-warning', listener: (detail: { endsAt: number }) => void): () => void
  on(type: 'idle-resumed', listener: () => void): () => void
  on(type: 'notice', listener: (error: AuthError) => void): () => void
  /** Calls `listener` after each change of `state`, `user` or `accessTokenExpiresAt`. Returns the function that ends it. */
  subscribe(listener: (state: AuthState) => void): () => void
  /** Whether the user has a realm role or, with `clientId`, a role of that client. False when nobody is signed in. */
  hasRole(role: string, clientId?: string): boolean
  /** Whether the user is in the group with this path, or in a group below it. False when nobody is signed in. */
  inGroup(path: string): boolean
  /** Lets go of every timer, listener and frame. What is still waiting rejects with `disposed`. */
  dispose(): void
}

export interface StartOptions {
  /** `check-sso` (default) leaves the page where it is when nobody is signed in; `sign-in-required` then goes to the sign-in. */
  onLoad?: 'check-sso' | 'sign-in-required'
}

export interface SignInOptions {
  /** The user name to fill in. */
  loginHint?: string
  /** `login` asks for credentials even in a running session, `create` goes to the registration; the others as OpenID Connect has them. */
  prompt?: 'login' | 'consent' | 'select_account' | 'create'
  /** The language of the sign-in page: `de`, `zh-CN`. */
  locale?: string
  /** The alias of a Keycloak identity provider to go to at once. */
  idpHint?: string
  /** Instead of the configuration's. */
  acrValues?: string
  /** Instead of the configuration's, in seconds: 0 asks for the password in any case. */
  maxAge?: number
  /** The `claims` parameter (OpenID Connect Core, section 5.5). An essential `acr` in it is checked in the answer. */
  claims?: object
  /** What Keycloak shall have the user do now: `UPDATE_PASSWORD`, `CONFIGURE_TOTP` ... Its outcome is `actionStatus`. */
  action?: string
  /** Instead of the configuration's `redirectUri`; of no effect in a popup. */
  redirectUri?: string
  /** A note of the app's own, given back when the sign-in is complete. It waits in session storage: nothing secret. */
  appState?: string
}

/** What a sign-in that has just been completed brings along. */
export interface SignInNotes {
  /** What `signIn` was given. */
  readonly appState?: string
  /** What became of `action`: `success`, `cancelled` or `error`. */
  readonly actionStatus?: string
}

export interface RecoverOptions {
  /** What to try, in this order. */
  ways?: ('silent' | 'popup' | 'redirect')[]
}

export interface SignOutOptions {
  /** Instead of the configuration's `postLogoutRedirectUri`. */
  redirectUri?: string
}

export interface AccessTokenOptions {
  /** How many seconds the token must still be good for. Default: 5. */
  minValidity?: number
  /** A token that an API has refused: another one is wanted. One refresh is made for all tabs and calls that ask so. */
  insteadOf?: string
}

/**
 * Where the session stands. `reason` and `error` say why; a state never changes, a new one takes its place.
 *
 * - `loading`: `start` has not settled yet.
 * - `signed-in`: all is well.
 * - `retrying`: signed in, but the token could not be renewed yet; it goes on trying. Do not throw the user out.
 * - `needs-sign-in`: the session is over at the provider; offer to sign in again when it suits the user.
 * - `signed-out`: nobody is signed in.
 */
export type AuthState =
  | { readonly status: 'loading' | 'signed-in'; readonly reason?: undefined; readonly error?: undefined }
  | { readonly status: 'retrying' | 'needs-sign-in'; readonly reason: AuthErrorKind; readonly error: AuthError }
  | { readonly status: 'signed-out'; readonly reason: 'no-session' | 'by-user'; readonly error?: undefined }
  | { readonly status: 'signed-out'; readonly reason: AuthErrorKind; readonly error: AuthError }

/** Who is signed in, as the ID token says. */
export interface User {
  /** The person's identifier at the issuer; never changes. */
  readonly sub: string
  /** The name used to sign in. */
  readonly username?: string
  readonly name?: string
  readonly givenName?: string
  readonly familyName?: string
  readonly email?: string
  /** Realm roles, without Keycloak's technical ones. */
  readonly roles: readonly string[]
  /** Client roles by client identifier. */
  readonly clientRoles: Readonly<Record<string, readonly string[]>>
  /** Group paths, each with a leading slash. */
  readonly groups: readonly string[]
  /** Every claim of the ID token, untouched. */
  readonly claims: Readonly<Record<string, unknown>>
}

/** What every rejected promise and every failed state carries. */
export class AuthError extends Error {
  constructor(code: AuthErrorCode, message: string, options?: { kind?: AuthErrorKind; cause?: unknown })
  readonly name: 'AuthError'
  /** Which error: stable, fit to be matched on. */
  readonly code: AuthErrorCode
  /** Whose move it is. */
  readonly kind: AuthErrorKind
  /** What lies behind it. For an error that the provider reported: `{ error, description? }` in the provider's own words. */
  readonly cause?: unknown
}

/**
 * Whose move it is: the server `refused`; it was `unreachable` and trying again may help; what it said was `not-understood`;
 * the `browser` does not let it happen; the application did something that cannot work (`misuse`).
 */
export type AuthErrorKind = 'refused' | 'unreachable' | 'not-understood' | 'browser' | 'misuse'

/** The README has a table that says what to do about each. */
export type AuthErrorCode =
  /** The configuration, or a URL given with a call, cannot be used. */
  | 'invalid-config'
  /** The browser is offline. */
  | 'offline'
  /** The server did not answer in time. */
  | 'timeout'
  /** The request failed before there was an answer. */
  | 'unreachable'
  /** The server answered with a 5xx status. */
  | 'server-failed'
  /** The answer was not understood. */
  | 'unexpected-answer'
  /** The provider's metadata is not there; mostly the realm's name is wrong. */
  | 'discovery-refused'
  /** An answer is not from the configured issuer. */
  | 'issuer-mismatch'
  /** The user or the provider declined. */
  | 'access-denied'
  /** Nobody is signed in at the provider. */
  | 'login-required'
  /** The provider must ask the user something first. */
  | 'interaction-required'
  /** The provider asks to try again later. */
  | 'temporarily-unavailable'
  /** The provider refused for another reason, which the message names. */
  | 'sign-in-refused'
  /** The callback does not say which sign-in it belongs to. */
  | 'callback-state-missing'
  /** The callback is forged, opened a second time, or from another browser. */
  | 'callback-state-unknown'
  /** The sign-in was begun too long ago. */
  | 'callback-expired'
  /** The callback is no valid answer. */
  | 'callback-malformed'
  /** The hidden frame did not answer in time. */
  | 'silent-timeout'
  /** The hidden frame is blocked. */
  | 'silent-blocked'
  /** The browser does not open the popup: that takes a click, or the user's permission. */
  | 'popup-blocked'
  /** The user closed the popup. */
  | 'popup-closed'
  /** The code was used before, is too old, or is not for this sign-in. */
  | 'code-refused'
  /** The user did not enter the code on another device in time (`cx-auth/device.js`). */
  | 'device-code-expired'
  /** The token endpoint refused for another reason, which the message names. */
  | 'token-request-refused'
  /** The ID token is not acceptable. */
  | 'invalid-id-token'
  /** The user did not sign in as recently, or not in such a way, as was asked for. */
  | 'insufficient-authentication'
  /** The provider does not say who the user is. */
  | 'user-info-refused'
  /** The session is over; the user must sign in again. */
  | 'session-ended'
  /** The browser's session storage cannot be used. */
  | 'storage-denied'
  /** The page was not left, or the user came back to it. */
  | 'navigation-abandoned'
  /** Too many sign-ins within seconds: each comes back to a page that begins the next. The page stays now. */
  | 'redirect-loop'
  /** Signed out here, but the provider has no way to sign out there. */
  | 'sign-out-unsupported'
  /** The browser has no cryptography here, mostly because the page did not come over https. */
  | 'crypto-unavailable'
  /** Nobody is signed in. */
  | 'not-signed-in'
  /** The request goes to an origin that is not configured for access tokens. */
  | 'api-origin-not-allowed'
  /** Called where there is no page: on a server, in a worker. */
  | 'not-a-browser'
  /** Called after `dispose`, or still waiting when it was. */
  | 'disposed'
  /** The WebAssembly module could not be loaded: address, network, or a policy without `wasm-unsafe-eval`. */
  | 'wasm-unavailable'
