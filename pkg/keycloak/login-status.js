// Keycloak's two pages for hidden frames: one tells whether it may have cookies there, the other whether the session goes on.

export const LATE = 'Timeout when waiting for the login status iframe.'
const SANDBOX = 'allow-storage-access-by-user-activation allow-scripts allow-same-origin'

/**
 * Whether the browser lets Keycloak have its cookies in a frame of this page.
 *
 * @param {string} url
 * @param {number} timeout
 * @returns {Promise<boolean>}
 */
export async function hasThirdPartyCookies(url, timeout) {
  const frame = openFrame(url, 'keycloak-3p-check-iframe')
  try {
    const isAnswer = (/** @type {unknown} */ data) => data === 'supported' || data === 'unsupported'
    return (await nextMessage(frame, undefined, isAnswer, timeout, 'Timeout when waiting for 3rd party check iframe message.')) === 'supported'
  } finally {
    frame.remove()
  }
}

/** The page that tells whether the session goes on. */
export class LoginStatus {
  #url
  #timeout
  /** @type {Promise<HTMLIFrameElement> | undefined} */
  #frame
  /** @type {Promise<boolean> | undefined} */
  #asking

  /**
   * @param {() => string} url
   * @param {number} timeout of each question
   */
  constructor(url, timeout) {
    this.#url = url
    this.#timeout = timeout
  }

  /** Loads the page, once. */
  open() {
    return (this.#frame ??= new Promise((resolve, reject) => {
      const frame = openFrame(this.#url(), 'keycloak-session-iframe')
      const timer = setTimeout(() => {
        frame.remove()
        this.#frame = undefined
        reject(new Error(LATE))
      }, this.#timeout)
      frame.addEventListener('load', () => {
        clearTimeout(timer)
        resolve(frame)
      })
    }))
  }

  /**
   * Whether the session with this identifier (or, with an empty one, that there is none) is still the truth. Asked again
   * meanwhile, it gives the same answer.
   *
   * @param {string} clientId
   * @param {string} sessionId
   */
  isUnchanged(clientId, sessionId) {
    return (this.#asking ??= this.#ask(`${clientId} ${sessionId}`).finally(() => (this.#asking = undefined)))
  }

  /** @param {string} question */
  async #ask(question) {
    const frame = await this.open()
    const { origin } = new URL(this.#url(), location.href)
    const isAnswer = (/** @type {unknown} */ data) => data === 'unchanged' || data === 'changed' || data === 'error'
    const answer = nextMessage(frame, origin, isAnswer, this.#timeout, LATE)
    frame.contentWindow?.postMessage(question, origin)
    const data = await answer
    if (data === 'error') throw new Error('Error while checking login iframe')
    return data === 'unchanged'
  }
}

/**
 * @param {string} url
 * @param {string} title
 */
function openFrame(url, title) {
  const frame = document.createElement('iframe')
  frame.title = title
  frame.src = url
  frame.setAttribute('sandbox', SANDBOX)
  frame.style.display = 'none'
  document.body.append(frame)
  return frame
}

/**
 * @param {HTMLIFrameElement} frame
 * @param {string | undefined} origin
 * @param {(data: unknown) => boolean} isMeant
 * @param {number} timeout
 * @param {string} lateness
 * @returns {Promise<unknown>}
 */
function nextMessage(frame, origin, isMeant, timeout, lateness) {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      removeEventListener('message', hear)
    }
    /** @param {MessageEvent} message */
    const hear = (message) => {
      if (message.source !== frame.contentWindow || (origin && message.origin !== origin) || !isMeant(message.data)) return
      end()
      resolve(message.data)
    }
    const timer = setTimeout(() => {
      end()
      reject(new Error(lateness))
    }, timeout)
    addEventListener('message', hear)
  })
}

/** What is said where the browser keeps Keycloak's cookies from it. */
export const BLOCKED = `[KEYCLOAK] Your browser is blocking access to 3rd-party cookies, this means:

 - It is not possible to retrieve tokens without redirecting to the Keycloak server (a.k.a. no support for silent authentication).
 - It is not possible to automatically detect changes to the session status (such as the user logging out in another tab).

For more information see: https://www.keycloak.org/securing-apps/javascript-adapter#_modern_browsers`
