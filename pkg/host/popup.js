// A popup in which the user signs in while the page stays. It arrives at the silent redirect page, whose script
// (`silent.js`) hands its address to this page: through the opener, or, where a page on the way has cut that off
// (Cross-Origin-Opener-Policy), through a channel whose name waits in the popup's own session storage.

export const CHANNEL_KEY = 'cx-auth.popup'

/** @typedef {import('./wire.d.ts').PopupResult} PopupResult */

/**
 * Opens an empty popup: to be called while the browser still remembers the click.
 *
 * @param {(result: PopupResult) => void} reply called at most once
 */
export function openPopup(reply) {
  const name = `cx-auth-${crypto.randomUUID()}`
  const popup = open('about:blank', name, features())
  if (!popup) {
    reply({ failure: 'blocked' })
    return { go() {}, close() {} }
  }
  /** @type {BroadcastChannel | undefined} */
  let channel
  try {
    popup.sessionStorage.setItem(CHANNEL_KEY, name)
    channel = new BroadcastChannel(name)
  } catch {
    // Then there is only the opener.
  }
  const end = () => {
    clearInterval(timer)
    removeEventListener('message', fromPopup)
    channel?.close()
  }
  /** @param {PopupResult} result */
  const settle = (result) => {
    end()
    reply(result)
  }
  /** @param {MessageEvent} event */
  const fromPopup = ({ source, origin, data }) => {
    if (source === popup && origin === location.origin && typeof data === 'string') settle({ url: data })
  }
  addEventListener('message', fromPopup)
  if (channel) {
    channel.onmessage = ({ data }) => {
      channel?.postMessage('heard')
      settle({ url: data })
    }
  }
  // A popup that has been cut off says that it is closed, too; but while the user is in it, this page has not the focus. Windows
  // change it with a delay, so one look is not enough.
  let looks = 0
  const timer = setInterval(() => {
    looks = popup.closed && document.hasFocus() ? looks + 1 : 0
    if (looks === 4) settle({ failure: 'closed' })
  }, 300)
  return {
    /** @param {string} url */
    go(url) {
      try {
        popup.location.replace(url)
      } catch {
        // It is closed, or the user has gone elsewhere with it; the former is noticed above.
      }
    },
    close() {
      end()
      popup.close()
    },
  }
}

/** In the middle of this window, and as large as a sign-in page wants to be. */
function features() {
  const width = Math.min(500, screen.availWidth)
  const height = Math.min(700, screen.availHeight)
  const left = Math.round(screenX + Math.max(0, outerWidth - width) / 2)
  const top = Math.round(screenY + Math.max(0, outerHeight - height) / 2)
  return `popup,width=${width},height=${height},left=${left},top=${top}`
}
