import { after } from './timer.js'

/**
 * A hidden frame that ends at the silent redirect page. The page's script (`silent.js`) hands its address to this page; but the
 * address can be read as soon as the page begins, which is a round trip before its script is there. `reply` is called later,
 * with the address or with the reason why there is none.
 *
 * @param {import('./wire.d.ts').OutputOf<'frame'>} output
 * @param {string} silentRedirectUri
 * @param {(result: import('./wire.d.ts').FrameResult) => void} reply
 * @returns {() => void} removes it
 */
export function openFrame({ url, timeout }, silentRedirectUri, reply) {
  const frame = document.createElement('iframe')
  frame.hidden = true
  frame.title = 'Silent sign-in'
  frame.src = url
  /** @param {MessageEvent} message */
  const hear = ({ source, origin, data }) => {
    if (source === frame.contentWindow && origin === location.origin && typeof data === 'string') reply({ url: data })
  }
  const look = () => {
    const address = addressOf(frame)
    if (address && isAt(address, silentRedirectUri)) reply({ url: address })
  }
  // Before the document has a body, its root will do: the frame takes no room.
  const parent = document.body ?? document.documentElement
  parent.append(frame)
  addEventListener('message', hear)
  const looking = setInterval(look, 10)
  const callOff = after(timeout, () => reply({ failure: 'timeout' }))
  return () => {
    callOff()
    clearInterval(looking)
    removeEventListener('message', hear)
    frame.remove()
  }
}

/** Nothing while a page of another origin is in the frame. @param {HTMLIFrameElement} frame */
function addressOf(frame) {
  try {
    return frame.contentWindow?.location.href
  } catch {
    return undefined
  }
}

/** Whether an address is this page's, with whatever answer. @param {string} address @param {string} page */
function isAt(address, page) {
  const [there, home] = [new URL(address), new URL(page)]
  return there.origin === home.origin && there.pathname === home.pathname
}
