// Signing out whom nobody sees any more. The time since the last sign of life is counted over all tabs of one client at one
// issuer; it is the clock's, so that it holds through sleep and timers that are late. A hold in any tab, as for a live
// call, keeps it from being counted; it is a lock, so that it goes with its tab.

import { AuthError } from './auth-error.js'

/**
 * @typedef {object} Session
 * @property {() => boolean} isSignedIn
 * @property {(listener: () => void) => () => void} subscribe
 * @property {(event: 'idle-warning' | 'idle-resumed', detail?: { endsAt: number }) => void} tell
 * @property {() => Promise<unknown>} signOut
 */

/**
 * @param {import('./index.d.ts').AuthConfig} config
 * @param {Session} session
 */
export function watchIdle({ issuer, clientId, idle }, session) {
  const { timeout, warning = 60 } = idle ?? {}
  if (!isDuration(timeout) || !isDuration(warning)) {
    throw new AuthError('invalid-config', 'idle must be { timeout, warning? }, both numbers of seconds above zero')
  }
  const limit = timeout * 1000
  const warned = Math.min(warning * 1000, limit / 2)
  const name = `cx-auth:${clientId}@${issuer}`
  const busy = `${name}#busy`
  const channel = new BroadcastChannel(`${name}#idle`)
  let active = Date.now()
  let told = 0
  let isSignedIn = false
  let isWarned = false
  let isDeciding = false
  let isClosed = false
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer

  const schedule = (milliseconds = active + limit - (isWarned ? 0 : warned) - Date.now()) => {
    clearTimeout(timer)
    if (isSignedIn && !isClosed) timer = setTimeout(check, Math.max(0, Math.min(milliseconds, 0x7fffffff)))
  }

  /** @param {number} time */
  const goOn = (time) => {
    active = Math.max(active, time)
    if (isWarned && Date.now() < active + limit - warned) {
      isWarned = false
      session.tell('idle-resumed')
    }
    schedule()
  }

  /** A sign of life in this tab. One that comes after the end, as when a laptop is opened again, is none. */
  const live = () => {
    const now = Date.now()
    if (!isSignedIn || now - told < INTERVAL) return
    if (now >= active + limit) return void check()
    told = now
    channel.postMessage({ active: now })
    goOn(now)
  }

  const check = async () => {
    if (!isSignedIn || isDeciding || Date.now() < active + limit - warned) return schedule()
    isDeciding = true
    try {
      if (await isHeld(busy)) return goOn(Date.now())
      if (Date.now() < active + limit) return warn()
      // Another tab may have seen something of which this one has not heard.
      channel.postMessage('who?')
      await answers()
      if (isClosed || !isSignedIn || Date.now() < active + limit) return
      // One tab leaves for the provider. The others hear of it as of any sign-out.
      await navigator.locks.request(`${name}#idle`, { ifAvailable: true }, async (lock) => {
        if (!lock || !isSignedIn) return
        await session.signOut().catch(() => {})
        await answers()
      })
    } catch {
      // Signed out here nevertheless, or it is tried again.
    } finally {
      isDeciding = false
      schedule(Math.max(ANSWER_TIME, active + limit - (isWarned ? 0 : warned) - Date.now()))
    }
  }

  const warn = () => {
    if (isWarned) return
    isWarned = true
    session.tell('idle-warning', { endsAt: active + limit })
  }

  channel.onmessage = ({ data }) => {
    if (data === 'who?') channel.postMessage({ active })
    // A clock that was set back does not make it endless.
    else if (typeof data?.active === 'number') goOn(Math.min(data.active, Date.now()))
  }
  const changed = () => {
    const wasSignedIn = isSignedIn
    isSignedIn = session.isSignedIn()
    if (isSignedIn && !wasSignedIn) {
      active = Date.now()
      isWarned = false
      live()
    }
    schedule()
  }
  const unsubscribe = session.subscribe(changed)
  const seen = () => {
    if (document.visibilityState === 'visible') live()
  }
  const listening = new AbortController()
  const { signal } = listening
  for (const type of SIGNS_OF_LIFE) addEventListener(type, live, { signal, passive: true, capture: true })
  document.addEventListener('visibilitychange', seen, { signal })
  addEventListener('pageshow', () => void check(), { signal })
  changed()

  return {
    /** Not idle, whatever happens, until what is given back is called or the tab is gone. */
    hold() {
      let release = () => {}
      let isOver = false
      signal.addEventListener('abort', () => release())
      navigator.locks
        .request(busy, { mode: 'shared' }, () => isOver || new Promise((resolve) => (release = () => resolve(true))))
        .catch(() => {})
      live()
      return () => {
        if (isOver) return
        isOver = true
        release()
        told = 0
        live()
      }
    },
    close() {
      isClosed = true
      clearTimeout(timer)
      unsubscribe()
      listening.abort()
      channel.close()
    },
  }
}

/**
 * @param {unknown} seconds
 * @returns {seconds is number}
 */
const isDuration = (seconds) => typeof seconds === 'number' && seconds > 0 && Number.isFinite(seconds)

const answers = () => new Promise((resolve) => setTimeout(resolve, ANSWER_TIME))

/** @param {string} name */
async function isHeld(name) {
  const { held } = await navigator.locks.query()
  return held?.some((lock) => lock.name === name) ?? false
}

const SIGNS_OF_LIFE = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart']
/** How often signs of life are told, in milliseconds. */
const INTERVAL = 1000
/** How long other tabs may take to answer. */
const ANSWER_TIME = 500
