/**
 * Calls `ring` after so many milliseconds, or earlier if a timer of the browser cannot be set so far: beyond 2^31 - 1 it
 * would ring at once.
 *
 * @param {number} milliseconds
 * @param {() => void} ring
 * @returns {() => void} calls it off
 */
export function after(milliseconds, ring) {
  const timer = setTimeout(ring, Math.min(Math.max(milliseconds, 0), 0x7fffffff))
  return () => clearTimeout(timer)
}
