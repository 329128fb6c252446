// The application's own storage for the session (`storage: { read, write }`).

/** @typedef {{ output: 'read' | 'remove' } | { output: 'write', value: string }} StoreCommand */

/**
 * Does one command after the other: a write that is slow is not overtaken by the next.
 *
 * @param {import('../index.d.ts').TokenStore} storage
 * @param {number} timeoutMs how long each may take
 */
export function openOwnStorage(storage, timeoutMs) {
  /** @type {Promise<unknown>} */
  let last = Promise.resolve()
  /**
   * @param {StoreCommand} command
   * @param {(result: import('./wire.d.ts').StoreResult) => void} reply
   */
  return (command, reply) => {
    const work = async () => (command.output === 'read' ? storage.read() : storage.write(command.output === 'write' ? command.value : undefined))
    const done = last.then(() => within(timeoutMs, work()))
    last = done.catch(() => {})
    done.then(
      (value) => reply(command.output === 'read' && typeof value === 'string' ? { value } : {}),
      () => reply({ failure: 'denied' }),
    )
  }
}

/**
 * @template T
 * @param {number} milliseconds
 * @param {Promise<T>} work
 * @returns {Promise<T>}
 */
function within(milliseconds, work) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('No answer in time')), milliseconds)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
