import { ask } from './ahead.js'
import { after } from './timer.js'

/**
 * One request, bounded in time even if the browser's `fetch` never ends. `reply` is called later, once unless called off,
 * with the answer or with the reason why there is none.
 *
 * @param {import('./wire.d.ts').OutputOf<'http'>} request
 * @param {(result: import('./wire.d.ts').HttpResult) => void} reply
 * @returns {() => void} aborts it
 */
export function send({ method, url, headers, body, timeout }, reply) {
  const callOff = after(timeout, () => reply({ failure: 'timeout' }))
  const { answer, abort } = ask(url, { method, headers, body })
  answer
    .then(async (response) => {
      const { status, headers } = response
      const dpopNonce = headers.get('dpop-nonce')
      const date = Date.parse(headers.get('date') ?? '')
      return { status, body: await response.text(), ...(dpopNonce && { dpopNonce }), ...(date > 0 && { date }) }
    })
    .catch(() => /** @type {const} */ ({ failure: navigator.onLine ? 'network' : 'offline' }))
    .then(reply)
  return () => {
    callOff()
    abort.abort()
  }
}
