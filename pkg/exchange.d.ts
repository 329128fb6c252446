/**
 * Token exchange (RFC 8693): a token for another service, or with fewer rights, in exchange for the user's access token. The
 * client must be allowed to at the provider ("Standard token exchange" in Keycloak, which a public client cannot have there).
 */
import type { Auth } from './index.d.ts'

/** Exchanges the access token. The session stays as it is; what comes is neither kept nor renewed here. */
export function exchangeToken(auth: Auth, options?: ExchangeOptions): Promise<ExchangedToken>

export interface ExchangeOptions {
  /** For whom: a client of the provider. */
  audience?: string
  /** For where: the address of a service. */
  resource?: string
  scope?: string
  /** Default: `access_token`. */
  requestedTokenType?: 'access_token' | 'id_token' | 'refresh_token' | 'jwt' | (string & {})
}

export interface ExchangedToken {
  readonly token: string
  /** What it is: `access_token`, `id_token` ... */
  readonly type: string
  /** How it is used: `Bearer`, `DPoP`, `N_A`. */
  readonly scheme: string
  /** When it ends, if the provider says so: milliseconds since 1970 on this machine's clock. */
  readonly expiresAt?: number
  readonly scope?: string
}
