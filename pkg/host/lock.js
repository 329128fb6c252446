// The lock that all tabs of one client at one issuer share (Web Locks), and whether there are other tabs at all: each tab
// holds a second, shared lock for as long as it lives.

/**
 * @typedef {import('./wire.d.ts').LockResult} LockResult
 * @typedef {{ release: () => void, isHeld: boolean, ask: () => void, reply: (result: LockResult) => void }} Wish
 */

/** @param {string} name */
export function openLocks(name) {
  /** @type {Set<Wish>} */
  const wishes = new Set()
  let presence = beThere(`${name}#tab`)
  /** Who had the lock when this tab began to wait for it. @type {string | undefined} */
  let holder
  const lookWhoHolds = async () => (await navigator.locks.query()).held?.find((lock) => lock.name === name)?.clientId

  // A page that holds a lock is not kept for the back button, and one that is kept must not hold up the others.
  const hide = () => {
    presence.leave()
    for (const wish of wishes) wish.release()
  }
  /** @param {PageTransitionEvent} event */
  const show = ({ persisted }) => {
    if (!persisted) return
    presence = beThere(`${name}#tab`)
    for (const wish of [...wishes]) {
      if (wish.isHeld) wish.reply({ failure: 'taken' })
      else wish.ask()
    }
  }
  addEventListener('pagehide', hide)
  addEventListener('pageshow', show)

  return {
    /**
     * Asks for the lock; `byForce` takes it away from whoever has it, but of many tabs that have waited in vain for the same
     * one only the first: to the others it is `taken` again. Replies when it is held, and again if it is taken away.
     *
     * @param {boolean} byForce
     * @param {(result: LockResult) => void} reply
     * @returns {() => void} lets go of the lock, or calls off the wish for it
     */
    lock(byForce, reply) {
      /** @type {Wish} */
      const wish = {
        release: () => {},
        isHeld: false,
        ask: () => {
          if (!byForce) lookWhoHolds().then((id) => (holder = id), () => {})
          const mayTake = async () => holder === undefined || holder === (await lookWhoHolds())
          request(name, wish, () => presence.others(), byForce ? mayTake : undefined)
        },
        reply: (result) => {
          if ('failure' in result) wishes.delete(wish)
          reply(result)
        },
      }
      wishes.add(wish)
      wish.ask()
      return () => {
        wishes.delete(wish)
        wish.release()
      }
    },
    close() {
      removeEventListener('pagehide', hide)
      removeEventListener('pageshow', show)
      hide()
      wishes.clear()
    },
  }
}

/**
 * @param {string} name
 * @param {Wish} wish
 * @param {() => Promise<boolean>} others
 * @param {() => Promise<boolean>} [mayTake] by force, if it says so
 */
function request(name, wish, others, mayTake) {
  const controller = new AbortController()
  const { signal } = controller
  let isOver = false
  /** @type {Promise<void>} */
  const released = new Promise((resolve) => {
    wish.release = () => {
      isOver = true
      controller.abort()
      resolve()
    }
  })
  /** @param {LockResult} result */
  const reply = (result) => {
    if (!isOver) wish.reply(result)
  }
  /**
   * @param {LockOptions} options
   * @param {() => void} [granted]
   */
  const hold = (options, granted) =>
    navigator.locks.request(name, options, async () => {
      granted?.()
      if (isOver) return
      const result = { others: await others() }
      if (isOver) return
      wish.isHeld = true
      wish.reply(result)
      await released
    })
  // One after the other, else each would take it from the one that has just taken it.
  const take = async () => {
    /** @type {Promise<void> | undefined} */
    let held
    await navigator.locks.request(`${name}#force`, { signal }, async () => {
      if (!(await mayTake?.())) return reply({ failure: 'taken' })
      await new Promise((granted) => {
        held = hold({ steal: true }, () => granted(undefined))
        held.catch(granted)
      })
    })
    return held
  }
  ;(mayTake ? take() : hold({ signal })).catch(({ name }) => reply({ failure: name === 'AbortError' ? 'taken' : 'unavailable' }))
}

/**
 * This tab as the others see it.
 *
 * @param {string} name
 */
function beThere(name) {
  let leave = () => {}
  let isLeaving = false
  /** @type {Promise<void>} */
  const arrived = new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { mode: 'shared' }, () => {
        resolve()
        if (!isLeaving) return new Promise((done) => (leave = () => done(undefined)))
      })
      .catch(reject)
  })
  // Told to whoever asks for the others.
  arrived.catch(() => {})
  return {
    leave() {
      isLeaving = true
      leave()
    },
    /** Whether there are other tabs. If the browser does not say, there may be. */
    others: () =>
      arrived
        .then(() => navigator.locks.query())
        .then(({ held }) => /** @type {LockInfo[]} */ (held).filter((lock) => lock.name === name).length > 1)
        .catch(() => true),
  }
}
