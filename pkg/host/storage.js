/**
 * Does as commanded with the tab's session storage, where the transaction of a sign-in waits for the return. A browser that
 * forbids storage does so here, with an exception, and not a moment earlier.
 *
 * @param {import('./wire.d.ts').OutputOf<'read' | 'write' | 'remove'>} command
 * @returns {import('./wire.d.ts').StoreResult}
 */
export function store(command) {
  try {
    if (command.output === 'read') return { value: sessionStorage.getItem(command.key) ?? undefined }
    if (command.output === 'write') sessionStorage.setItem(command.key, command.value)
    else sessionStorage.removeItem(command.key)
    return {}
  } catch (error) {
    return { failure: error instanceof DOMException && error.name === 'QuotaExceededError' ? 'full' : 'denied' }
  }
}
