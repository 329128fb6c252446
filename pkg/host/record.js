// The record that all tabs of one client at one issuer share: a generation, and what it stands for.

/** @typedef {{ generation: number } & import('./wire.d.ts').RecordValue} Row */

/**
 * Reads the record or replaces it, in one transaction; replies when that is committed.
 *
 * @param {import('./database.js').Database} database
 * @param {string} key
 * @param {import('./wire.d.ts').Replacement | undefined} replacement
 * @param {(result: import('./wire.d.ts').RecordResult) => void} reply
 */
export function record(database, key, replacement, reply) {
  database
    .run('records', replacement ? 'readwrite' : 'readonly', (store, result) => {
      const request = store.get(key)
      request.onsuccess = () => {
        const row = read(request.result)
        if (!replacement) return result({ ...row, replaced: false })
        const { onlyIf = row.generation, atLeast, ...value } = replacement
        if (onlyIf !== row.generation) return result({ ...row, replaced: false })
        const next = { ...value, generation: Math.max(row.generation, atLeast) + 1 }
        store.put(next, key)
        result({ ...next, replaced: true })
      }
    })
    .then(reply, (error) => reply({ failure: error?.name === 'QuotaExceededError' ? 'full' : 'denied' }))
}

/**
 * What another script may have put there counts as nothing.
 *
 * @param {Row | undefined} row
 * @returns {Row}
 */
function read(row) {
  const { generation, kind, session = '' } = /** @type {Record<string, unknown>} */ (row ?? {})
  const isWhole = Number.isSafeInteger(generation) && typeof kind === 'string' && typeof session === 'string'
  return row && isWhole ? row : { generation: 0, kind: 'signed-out' }
}
