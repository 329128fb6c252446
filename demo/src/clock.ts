// Times as people read them, and one tick a second for everything that counts.

const dayTime = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })

/** `10:02:11`. */
export const timeOfDay = (milliseconds: number): string => dayTime.format(milliseconds)

/** `0:42`, `12:05`. */
export function minutesAndSeconds(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Calls `tick` now and every second while `part` is in the page. */
export function everySecond(part: Node, tick: () => void): void {
  tick()
  const timer = setInterval(() => {
    if (part.isConnected) tick()
    else clearInterval(timer)
  }, 1000)
}
