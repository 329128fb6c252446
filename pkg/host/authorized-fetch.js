// `auth.fetch`: requests with the access token, for the origins that may have it.

/**
 * What authorizes requests, and judges the answers.
 *
 * @typedef {object} Authorizer
 * @property {(request: { method: string, url: string, insteadOf?: string }) => Promise<{ token: string, proof?: string }>} authorize
 * @property {(refusal: Refusal) => Promise<Judgement>} judge
 * @property {(options: { acrValues?: string, maxAge?: number }) => Promise<unknown>} stepUp
 *
 * @typedef {{ url: string, token: string, status: number, wwwAuthenticate?: string, dpopNonce?: string }} Refusal
 * @typedef {{ reaction: import('./wire.d.ts').Reaction, acrValues?: string, maxAge?: number }} Judgement
 */

/**
 * @param {Authorizer} authorizer
 * @param {readonly string[]} origins
 * @param {RequestInfo | URL} input
 * @param {RequestInit} [init]
 */
export async function fetchAuthorized(authorizer, origins, input, init) {
  const { make, canRepeat } = attempts(input, init)
  const first = make()
  if (!origins.includes(new URL(first.url).origin)) return fetch(first)
  const { response, token, reaction, ...demands } = await send(authorizer, first)
  if (reaction === 'pass' || !canRepeat) return response
  /** @type {Awaited<ReturnType<typeof send>>} */
  let again
  try {
    if (reaction === 'step-up') await unlessAborted(first.signal, authorizer.stepUp(demands))
    again = await send(authorizer, make(), reaction === 'retry-instead-of' ? token : undefined)
  } catch {
    first.signal.throwIfAborted()
    // No other token to be had: what the API has said stands.
    return response
  }
  response.body?.cancel().catch(() => {})
  return again.response
}

/**
 * @param {Authorizer} authorizer
 * @param {Request} request
 * @param {string} [insteadOf] the token that was refused
 */
async function send(authorizer, request, insteadOf) {
  const { method, url, signal } = request
  const { token, proof } = await unlessAborted(signal, authorizer.authorize({ method, url, insteadOf }))
  request.headers.set('authorization', `${proof ? 'DPoP' : 'Bearer'} ${token}`)
  if (proof) request.headers.set('dpop', proof)
  const response = await fetch(request)
  const { status, headers } = response
  const wwwAuthenticate = headers.get('www-authenticate') ?? undefined
  const dpopNonce = headers.get('dpop-nonce') ?? undefined
  const isRemarkable = status === 401 || wwwAuthenticate || dpopNonce
  /** @type {Judgement} */
  const judgement = isRemarkable ? await authorizer.judge({ url, token, status, wwwAuthenticate, dpopNonce }) : { reaction: 'pass' }
  return { token, response, ...judgement }
}

/**
 * Makes the request anew for each attempt. A stream of the caller's can be read but once; the body of a `Request` is kept for
 * the second attempt.
 *
 * @param {RequestInfo | URL} input
 * @param {RequestInit} [init]
 */
function attempts(input, init) {
  const isStream = init?.body instanceof ReadableStream
  const hasBody = input instanceof Request && !init?.body && !['GET', 'HEAD'].includes(input.method)
  return { make: () => new Request(hasBody ? input.clone() : input, init), canRepeat: !isStream }
}

/**
 * @template T
 * @param {AbortSignal} signal
 * @param {Promise<T>} work
 * @returns {Promise<T>}
 */
function unlessAborted(signal, work) {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort)
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
