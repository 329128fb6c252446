import { internals } from './internal.js'

/**
 * OpenID Connect Session Management 1.0, section 3: asks the provider's own page, in a hidden frame, whether its session is
 * still this one. When it says that it is not, the token is renewed at once, which finds out the rest: the state says what
 * came of it, in all tabs.
 *
 * The frame sees its session only where the browser gives it its cookies. So what it says counts once it has said
 * `unchanged`; a frame that never does so says nothing, and the end of a session is noticed at the next renewal.
 *
 * @type {typeof import('./watch.d.ts').watchSession}
 */
export function watchSession(auth, { every = 5 } = {}) {
  const { config, ask } = internals(auth)
  const stopping = new AbortController()
  const { signal } = stopping

  const watch = async () => {
    const metadata = await ask((client) => client.metadata())
    const address = metadata.check_session_iframe
    if (typeof address !== 'string' || signal.aborted) return
    const { origin } = new URL(address)
    const frame = Object.assign(document.createElement('iframe'), { hidden: true, title: 'Session', src: address })
    /** Of which session the frame has said that it is the provider's own. @type {unknown} */
    let confirmed

    const question = () => auth.state.status === 'signed-in' && auth.user?.claims['sid']
    const timer = setInterval(() => {
      const sid = question()
      if (sid) frame.contentWindow?.postMessage(`${config.clientId} ${sid}`, origin)
    }, every * 1000)
    addEventListener(
      'message',
      ({ source, origin: from, data }) => {
        if (source !== frame.contentWindow || from !== origin) return
        const sid = question()
        if (data === 'unchanged') confirmed = sid
        if (data !== 'changed' || !sid || confirmed !== sid) return
        confirmed = undefined
        auth.accessToken().then((token) => auth.accessToken({ insteadOf: token })).catch(() => {})
      },
      { signal },
    )
    signal.addEventListener('abort', () => {
      clearInterval(timer)
      frame.remove()
    })
    document.body.append(frame)
  }
  // Without metadata there is nothing to watch; the state says what is wrong.
  watch().catch(() => {})
  return () => stopping.abort()
}
