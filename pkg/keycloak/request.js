/** What a request of this library's ends with if the server refuses it: the class of that name of keycloak-js. */
export class NetworkError extends Error {
  /**
   * @param {string} message
   * @param {ErrorOptions & { response: Response }} options
   */
  constructor(message, options) {
    super(message, options)
    this.response = options.response
  }
}

/**
 * Asks for a JSON text. `timeout` is in milliseconds.
 *
 * @param {string | URL} url
 * @param {number} timeout
 * @param {RequestInit} [settings]
 * @returns {Promise<any>}
 */
export async function fetchJson(url, timeout, settings) {
  const headers = new Headers(settings?.headers)
  headers.set('Accept', 'application/json')
  const response = await fetch(url, { ...settings, headers, signal: AbortSignal.timeout(timeout) })
  if (!response.ok) throw new NetworkError(REFUSED, { response })
  return response.json()
}

/**
 * An app that knows keycloak-js finds here what it looks for; what really happened is the `cause`.
 *
 * @param {import('../index.d.ts').AuthError} cause
 */
export function likeKeycloak(cause) {
  const { code, message } = cause
  if (['unreachable', 'offline', 'timeout'].includes(code)) return new TypeError('Failed to fetch', { cause })
  const words = /** @type {{ error?: string, description?: string } | undefined} */ (cause.cause)
  const failed = code === 'server-failed' ? Number(/\d{3}/.exec(message)) : 0
  if (failed || words?.error || code === 'session-ended') {
    const body = JSON.stringify({ error: words?.error, error_description: words?.description })
    const response = new Response(body, { status: failed || 400, headers: { 'content-type': 'application/json' } })
    return new NetworkError(REFUSED, { cause, response })
  }
  return code === 'invalid-id-token' && message.includes('another sign-in') ? new Error('Invalid nonce.', { cause }) : cause
}

const REFUSED = 'Server responded with an invalid status.'
