// Signing in on a device without a keyboard or a browser window of its own (RFC 8628): the user does it on another one.
import { AuthError } from './auth-error.js'
import { internals } from './internal.js'

/** @type {typeof import('./device.d.ts').signInWithDevice} */
export async function signInWithDevice(auth, { onCode, scope, signal }) {
  const { config, ask } = internals(auth)
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)))
  const request = {
    scope: ['openid', scope ?? config.scope].filter(Boolean).join(' '),
    // Keycloak can be told to demand it; others leave it aside.
    code_challenge: base64url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))),
    code_challenge_method: 'S256',
  }
  const began = await ask((client) => client.requestTokens(request, 'device'))
  signal?.throwIfAborted()
  const { error, error_description, ...code } = read(began.body)
  if (began.status !== 200) throw refused(error ?? String(began.status), error_description)
  const { device_code, user_code, verification_uri, verification_uri_complete, expires_in, interval = 5 } = code
  if (![device_code, user_code, verification_uri].every(isText) || !(expires_in > 0) || !(interval > 0)) {
    throw new AuthError('unexpected-answer', 'the device authorization was not understood', { kind: 'not-understood' })
  }
  const expiresAt = Date.now() + expires_in * 1000
  onCode({ userCode: user_code, verificationUri: verification_uri, verificationUriComplete: verification_uri_complete, expiresAt })

  const form = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code, code_verifier: verifier }
  for (let pause = interval * 1000; ; ) {
    await sleep(Math.min(pause, Math.max(0, expiresAt - Date.now())), signal)
    if (Date.now() >= expiresAt) throw refused('expired_token')
    const { status, body } = await ask((client) => client.requestTokens(form)).catch(unreached)
    signal?.throwIfAborted()
    if (status === 200) {
      await ask((client) => client.adopt(body))
      return auth.state
    }
    const said = read(body)
    if (said.error === 'slow_down') pause += 5000
    // A server that is out of order, or did not answer, is asked again, less often.
    else if (status >= 500) pause = Math.min(pause * 2, 60_000)
    else if (said.error !== 'authorization_pending') throw refused(said.error ?? String(status), said.error_description)
  }
}

/**
 * @param {string} error
 * @param {string} [description]
 */
function refused(error, description) {
  const code = CODES[error] ?? 'token-request-refused'
  return new AuthError(code, `the sign-in on another device failed: ${description ?? error}`, { kind: 'refused', cause: { error, description } })
}

/** @type {Record<string, import('./index.d.ts').AuthErrorCode>} */
const CODES = { access_denied: 'access-denied', expired_token: 'device-code-expired' }

/**
 * Not reached, which is not the end: the user may still be at it.
 *
 * @param {AuthError} error
 */
function unreached(error) {
  if (error.kind === 'unreachable') return { status: 503, body: '' }
  throw error
}

/**
 * @param {string} text
 * @returns {Record<string, any>}
 */
function read(text) {
  try {
    return JSON.parse(text) ?? {}
  } catch {
    return {}
  }
}

/** @param {unknown} value */
const isText = (value) => typeof value === 'string' && value !== ''

/** @param {ArrayBuffer | Uint8Array<ArrayBuffer>} bytes */
const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/[+/=]/g, (character) => ({ '+': '-', '/': '_' })[character] ?? '')

/**
 * @param {number} milliseconds
 * @param {AbortSignal} [signal]
 */
const sleep = (milliseconds, signal) =>
  new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort)
      resolve(undefined)
    }, milliseconds)
    if (signal?.aborted) abort()
    signal?.addEventListener('abort', abort, { once: true })
  })
