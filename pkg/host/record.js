// The record that all tabs of one client at one issuer share: a generation, and what it stands for.

/**
 * @typedef {{ kind: 'session', text?: string } | { kind: 'ended' } | { kind: 'signed-out' }} RecordValue
 * @typedef {{ kind: 'read' } | { kind: 'replace', onlyIf?: number, atLeast: number, value: RecordValue }} RecordCommand
 * @typedef {{ generation: number, value: RecordValue }} Row
 * @typedef {Row & { replaced: boolean } | { failure: 'denied' | 'full' }} RecordResult
 */

/**
 * Reads or replaces the record in one transaction; replies when that is committed.
 *
 * @param {import('./database.js').Database} database
 * @param {string} key
 * @param {RecordCommand} command
 * @param {(result: RecordResult) => void} reply
 */
export function record(database, key, command, reply) {
  database
    .run('records', command.kind === 'read' ? 'readonly' : 'readwrite', (store, result) => {
      const request = store.get(key)
      request.onsuccess = () => {
        const row = read(request.result)
        if (command.kind === 'read' || (command.onlyIf !== undefined && command.onlyIf !== row.generation)) {
          return result({ ...row, replaced: false })
        }
        const next = { generation: Math.max(row.generation, command.atLeast) + 1, value: command.value }
        store.put(next, key)
        result({ ...next, replaced: true })
      }
    })
    .then(reply, (error) => reply({ failure: error?.name === 'QuotaExceededError' ? 'full' : 'denied' }))
}

/**
 * What another script may have put there counts as nothing.
 *
 * @param {Partial<Row> | undefined} row
 * @returns {Row}
 */
function read(row) {
  const { generation, value } = row ?? {}
  return Number.isSafeInteger(generation) && value?.kind
    ? { generation: /** @type {number} */ (generation), value }
    : { generation: 0, value: { kind: 'signed-out' } }
}
