// What the tabs of one client at one issuer say to one another (BroadcastChannel).

/**
 * @param {string} name
 * @param {(text: string) => void} hear
 */
export function openChannel(name, hear) {
  /** @type {BroadcastChannel | undefined} */
  let channel
  const open = () => {
    channel ??= new BroadcastChannel(name)
    channel.onmessage = ({ data }) => {
      if (typeof data === 'string') hear(data)
    }
  }
  const close = () => {
    channel?.close()
    channel = undefined
  }
  // What is said to a page that is kept for the back button would throw it out.
  addEventListener('pagehide', close)
  addEventListener('pageshow', open)
  open()
  return {
    /** @param {string} text */
    say: (text) => channel?.postMessage(text),
    close() {
      removeEventListener('pagehide', close)
      removeEventListener('pageshow', open)
      close()
    },
  }
}
