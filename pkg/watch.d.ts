import type { Auth } from './index.d.ts'

export interface WatchOptions {
  /** How often the provider's page is asked, in seconds. Default: 5. */
  every?: number
}

/**
 * Notices within seconds that the session has ended at the provider (signed out elsewhere, ended by an administrator), where
 * otherwise the next renewal would. Works where the browser lets the provider's hidden frame see its cookies: mostly when app
 * and provider are of one site; elsewhere it does no harm. The provider must announce `check_session_iframe` and put `sid`
 * into its ID tokens, as Keycloak does.
 *
 * @returns the function that ends it; call it before `dispose`
 */
export function watchSession(auth: Auth, options?: WatchOptions): () => void
