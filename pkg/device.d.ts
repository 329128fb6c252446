/**
 * Sign-in on a device that has no keyboard or browser window of its own, such as a wallboard (RFC 8628): it shows a code,
 * which the user enters on another device. The client must be allowed to at the provider ("OAuth 2.0 Device Authorization
 * Grant" in Keycloak).
 */
import type { Auth, AuthState } from './index.d.ts'

/**
 * Asks for a code, waits until the user has signed in elsewhere, and begins the session here. Rejects with `access-denied`,
 * with `device-code-expired` when the user took too long (begin again), or as `signal` says.
 *
 * @example
 * const auth = createAuth({ issuer, clientId: 'wallboard' })
 * if ((await auth.start()).status === 'signed-out') {
 *   await signInWithDevice(auth, { onCode: ({ userCode, verificationUri }) => show(`Enter ${userCode} at ${verificationUri}`) })
 * }
 */
export function signInWithDevice(auth: Auth, options: DeviceOptions): Promise<AuthState>

export interface DeviceOptions {
  /** Shows the code to the user. */
  onCode: (code: DeviceCode) => void
  /** Instead of the configuration's. */
  scope?: string
  signal?: AbortSignal
}

export interface DeviceCode {
  /** What the user enters. */
  readonly userCode: string
  /** Where. */
  readonly verificationUri: string
  /** Where the code is entered already: fit for a QR code. Not every provider has it. */
  readonly verificationUriComplete?: string
  /** Until when: milliseconds since 1970. */
  readonly expiresAt: number
}
