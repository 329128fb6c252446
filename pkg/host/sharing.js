import { openChannel } from './channel.js'
import { openLocks } from './lock.js'
import { record } from './record.js'

/**
 * What the tabs of one client at one issuer share: a lock, a record and a channel; nothing where the browser lacks one of
 * the three.
 *
 * @param {string} key names the client and the issuer
 * @param {import('./database.js').Database} database
 * @param {(message: string) => void} hear
 */
export function openSharing(key, database, hear) {
  if (!canShare()) return
  const name = `cx-auth:${key}`
  const locks = openLocks(name)
  const channel = openChannel(name, hear)
  return {
    lock: locks.lock,
    say: channel.say,
    /**
     * @param {import('./wire.d.ts').Replacement | undefined} replacement
     * @param {(result: import('./wire.d.ts').RecordResult) => void} reply
     */
    record: (replacement, reply) => record(database, key, replacement, reply),
    close() {
      locks.close()
      channel.close()
    },
  }
}

function canShare() {
  try {
    return Boolean(navigator.locks && indexedDB && BroadcastChannel)
  } catch {
    // Some browsers throw where they deny.
    return false
  }
}
