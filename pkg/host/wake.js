/**
 * Calls `wake` at the browser's signs that the page is used again: visible, focused, resumed, online, or back from the
 * back/forward cache. Timers are late or silent while it is not.
 *
 * @param {(cause: 'visible' | 'online' | 'restored') => void} wake
 * @returns {() => void} ends it
 */
export function listen(wake) {
  /** @param {Event | PageTransitionEvent} event */
  const hear = (event) => {
    if (event.type === 'online') wake('online')
    else if (event.type === 'pageshow' && 'persisted' in event && event.persisted) wake('restored')
    else if (event.type !== 'visibilitychange' || document.visibilityState === 'visible') wake('visible')
  }
  /** @type {[EventTarget, string][]} */
  const watched = [
    [document, 'visibilitychange'],
    [document, 'resume'],
    [window, 'pageshow'],
    [window, 'focus'],
    [window, 'online'],
  ]
  for (const [target, type] of watched) target.addEventListener(type, hear)
  return () => {
    for (const [target, type] of watched) target.removeEventListener(type, hear)
  }
}
