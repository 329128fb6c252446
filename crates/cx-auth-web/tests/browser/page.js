// What the tests do to the page: each replaces something of the browser's own, and `restore` puts everything back.
const undo = []

function replace(object, name, descriptor) {
  const original = Object.getOwnPropertyDescriptor(object, name)
  Object.defineProperty(object, name, { configurable: true, ...descriptor })
  undo.push(() => (original ? Object.defineProperty(object, name, original) : delete object[name]))
}

export function restore() {
  while (undo.length) undo.pop()()
}

/** `fetch` calls this instead; what was asked is kept for `lastRequest`. */
let last
function fetchWith(answer) {
  replace(globalThis, 'fetch', {
    value: async (request) => {
      last = { request, body: await request.clone().text() }
      return answer(request)
    },
  })
}

export const fetchAnswers = (status, body) => fetchWith(() => new Response(body, { status }))
export const fetchFails = () => fetchWith(() => Promise.reject(new TypeError('Failed to fetch')))
export const fetchNeverSettles = () => fetchWith(() => new Promise(() => {}))
export const bodyNeverEnds = () => fetchWith(() => new Response(new ReadableStream({ start() {} }), { status: 200 }))
export const fetchSettlesWhenAborted = () =>
  fetchWith(
    (request) => new Promise((_, reject) => request.signal.addEventListener('abort', () => reject(request.signal.reason))),
  )

/** The last request as one text: method, address, settings, headers, body. */
export function lastRequest() {
  const { request, body } = last
  const headers = [...request.headers].map(([name, value]) => `${name}: ${value}`)
  const { method, url, credentials, redirect, cache } = request
  return [`${method} ${url}`, `credentials=${credentials} redirect=${redirect} cache=${cache}`, ...headers, '', body].join('\n')
}
export const lastRequestAborted = () => last.request.signal.aborted

export const goOffline = () => replace(navigator, 'onLine', { value: false })

export const denyStorage = () =>
  replace(globalThis, 'sessionStorage', {
    get() {
      throw new DOMException('Access is denied for this document.', 'SecurityError')
    },
  })
export const fillStorage = () =>
  replace(Storage.prototype, 'setItem', {
    value() {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError')
    },
  })
export const stored = (key) => sessionStorage.getItem(key) ?? undefined

/** The address of a page of this origin that does what `silent.js` does. */
export function silentPage() {
  const script = '<script>parent.postMessage(location.href, location.origin)</script>'
  return URL.createObjectURL(new Blob([script], { type: 'text/html' }))
}
export const quietPage = () => URL.createObjectURL(new Blob(['<p>nothing</p>'], { type: 'text/html' }))
export const frames = () => document.querySelectorAll('iframe[title="Silent sign-in"]').length
export const framesAreHidden = () => [...document.querySelectorAll('iframe')].every((frame) => !frame.checkVisibility())
export const postFromThisPage = (address) => window.postMessage(address, location.origin)

export const dispatch = (target, kind, persisted) => {
  const event = kind === 'pageshow' ? new PageTransitionEvent(kind, { persisted }) : new Event(kind)
  ;(target === 'document' ? document : window).dispatchEvent(event)
}
export const hidePage = () => replace(document, 'visibilityState', { value: 'hidden' })

/** A face that remembers what it was told, and makes errors as the loader does. */
export function makeFace() {
  const face = {
    told: [],
    failure: (code, kind, message, cause) => Object.assign(new Error(message, { cause }), { code, kind }),
    state: (status, reason, error) => face.told.push(['state', status, reason, error?.code].filter(Boolean).join(' ')),
    user: (json) => face.told.push(`user ${json ? JSON.parse(json).sub : 'nobody'}`),
    expiry: (milliseconds) => face.told.push(`expiry ${milliseconds === undefined ? 'none' : 'set'}`),
    notice: (error) => face.told.push(`notice ${error.code}`),
    changed: () => face.told.push('changed'),
  }
  return face
}
export const told = (face) => face.told.splice(0).join(', ')
export const config = (json) => JSON.parse(json)
export const codeOf = (error) => `${error instanceof Error} ${error.code} ${error.kind}: ${error.message}`
