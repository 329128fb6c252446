// The package's database of this origin (IndexedDB): what all tabs share, and keys that never leave the browser.

const NAME = 'cx-auth'
const VERSION = 1
const STORES = ['records', 'keys']
/** How long the browser may take to open it. It may never do so, as when another tab holds on to what is being deleted. */
const PATIENCE = 5000

/** @typedef {ReturnType<typeof openDatabase>} Database */

/** A connection that is made when first used, and again after the browser has closed it. */
export function openDatabase() {
  /** @type {Promise<IDBDatabase> | undefined} */
  let connection
  const connect = () => {
    const mine = (connection ??= open(() => {
      if (connection === mine) connection = undefined
    }))
    mine.catch(() => {
      if (connection === mine) connection = undefined
    })
    return mine
  }
  return {
    /**
     * One transaction. Resolves with what `work` has handed to `result`, once that is committed.
     *
     * @template T
     * @param {'records' | 'keys'} store
     * @param {IDBTransactionMode} mode
     * @param {(store: IDBObjectStore, result: (value: T) => void) => void} work
     * @returns {Promise<T>}
     */
    async run(store, mode, work) {
      const database = await connect()
      return new Promise((resolve, reject) => {
        // Strict: on the disk, and not only on its way there, before another tab builds on it.
        const transaction = database.transaction(store, mode, { durability: 'strict' })
        /** @type {T} */
        let value
        transaction.oncomplete = () => resolve(value)
        transaction.onabort = () => reject(transaction.error)
        work(transaction.objectStore(store), (result) => (value = result))
      })
    },
    close() {
      connection?.then((database) => database.close()).catch(() => {})
      connection = undefined
    },
  }
}

/**
 * @param {() => void} closed
 * @returns {Promise<IDBDatabase>}
 */
function open(closed) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION)
    const timer = setTimeout(() => reject(new DOMException('The database does not open', 'TimeoutError')), PATIENCE)
    request.onupgradeneeded = () => {
      for (const store of STORES) request.result.createObjectStore(store)
    }
    request.onerror = () => {
      clearTimeout(timer)
      reject(request.error)
    }
    request.onsuccess = () => {
      clearTimeout(timer)
      const database = request.result
      // Another tab, or the user, wants to have it out of the way.
      database.onversionchange = () => {
        database.close()
        closed()
      }
      database.onclose = closed
      resolve(database)
    }
  })
}
