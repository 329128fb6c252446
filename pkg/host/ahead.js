/**
 * A request under way.
 *
 * @typedef {{ readonly answer: Promise<Response>, readonly abort: AbortController }} Asked
 */

/**
 * What every start needs from the provider, asked for while the WebAssembly is still on its way: that is a round trip less.
 *
 * @type {Map<string, Asked & { readonly taken: () => void }>}
 */
const asked = new Map()

/**
 * Asks for the provider's metadata, and opens the connection that the hidden frame will use: what carries cookies never
 * shares one with what carries none.
 *
 * @param {import('../index.d.ts').AuthConfig} config not judged yet: no value of it may do harm here
 */
export function askAhead({ issuer, silentRedirectUri, timeoutMs = 10_000 }) {
  const provider = String(issuer)
  // Any other is refused, with its reason, once the WebAssembly is there.
  if (!/^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1)[:/])/.test(provider)) return
  const address = `${provider.replace(/\/+$/, '')}/.well-known/openid-configuration`
  if (asked.has(address)) return
  const { answer, abort } = ask(address, { headers: { accept: 'application/json' } })
  // Whoever takes it sees to its failure; perhaps nobody does.
  answer.catch(() => {})
  const hint = document.createElement('link')
  if (silentRedirectUri) {
    hint.rel = 'preconnect'
    hint.href = provider
    document.head?.append(hint)
  }
  const taken = () => {
    clearTimeout(timer)
    asked.delete(address)
    hint.remove()
  }
  const timer = setTimeout(() => {
    taken()
    abort.abort()
  }, timeoutMs)
  asked.set(address, { answer, abort, taken })
}

/**
 * Asks the provider for something: no cookies along, no detour, nothing from a cache. An answer that is on its way already is
 * taken, once.
 *
 * @param {string} address
 * @param {RequestInit} settings
 * @returns {Asked}
 */
export function ask(address, settings) {
  const request = settings.method === 'POST' ? undefined : asked.get(address)
  request?.taken()
  if (request) return request
  const abort = new AbortController()
  const manner = /** @type {const} */ ({ credentials: 'omit', redirect: 'error', cache: 'no-store' })
  return { answer: fetch(address, { ...settings, ...manner, signal: abort.signal }), abort }
}
