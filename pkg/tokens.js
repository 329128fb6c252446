/**
 * The access token now, and each that follows, for as long as somebody is signed in. Whoever is slow gets the newest next,
 * and not those between.
 *
 * @param {Pick<import('./index.d.ts').Auth, 'state' | 'subscribe' | 'accessToken' | 'accessTokenExpiresAt'>} auth
 * @param {AbortSignal[]} ends
 * @returns {AsyncGenerator<{ accessToken: string, expiresAt: number }, void, void>}
 */
export async function* tokens(auth, ends) {
  let last = ''
  let wake = () => {}
  const hear = () => wake()
  const unsubscribe = auth.subscribe(hear)
  for (const end of ends) end.addEventListener('abort', hear)
  const isOver = () => ends.some(({ aborted }) => aborted) || auth.state.status === 'signed-out'
  try {
    while (!isOver()) {
      // Before anything is looked at, so that no change is missed.
      /** @type {Promise<undefined>} */
      const changed = new Promise((resolve) => (wake = () => resolve(undefined)))
      const { status } = auth.state
      if (status === 'signed-in' || status === 'retrying') {
        // If there is none now, the state changes when there is one.
        const accessToken = await Promise.race([auth.accessToken().catch(() => undefined), changed])
        if (accessToken && accessToken !== last && !isOver()) {
          last = accessToken
          yield { accessToken, expiresAt: auth.accessTokenExpiresAt ?? 0 }
          continue
        }
      }
      await changed
    }
  } finally {
    unsubscribe()
    for (const end of ends) end.removeEventListener('abort', hear)
  }
}
