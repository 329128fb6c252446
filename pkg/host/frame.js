import { after } from './timer.js'

/**
 * A hidden frame that ends at the silent redirect page, whose script (`silent.js`) hands its address to this page.
 * `reply` is called later, with that address or with the reason why there is none.
 *
 * @param {import('./wire.d.ts').OutputOf<'frame'>} output
 * @param {(result: import('./wire.d.ts').FrameResult) => void} reply
 * @returns {() => void} removes it
 */
export function openFrame({ url, timeout }, reply) {
  const frame = document.createElement('iframe')
  frame.hidden = true
  frame.title = 'Silent sign-in'
  frame.src = url
  /** @param {MessageEvent} message */
  const hear = ({ source, origin, data }) => {
    if (source === frame.contentWindow && origin === location.origin && typeof data === 'string') reply({ url: data })
  }
  // Before the document has a body, its root will do: the frame takes no room.
  const parent = document.body ?? document.documentElement
  parent.append(frame)
  addEventListener('message', hear)
  const callOff = after(timeout, () => reply({ failure: 'timeout' }))
  return () => {
    callOff()
    removeEventListener('message', hear)
    frame.remove()
  }
}
