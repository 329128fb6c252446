// The key that this browser proves its requests with (DPoP): one for all tabs of one client at one issuer. Nobody can read
// its private part, this script neither; the browser keeps it in the database.

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' }

/**
 * The key; looked for, and made if there is none, when it is first needed. Where the browser denies the database it lives as
 * long as the page.
 *
 * @param {import('./database.js').Database} database
 * @param {string} name
 */
export function openProofKey(database, name) {
  /** @type {Promise<{ pair: CryptoKeyPair, isKept: boolean }> | undefined} */
  let found
  // Held from then on: somebody may clear the database.
  const key = () =>
    (found ??= findOrMake(database, name).catch((error) => {
      found = undefined
      throw error
    }))
  return {
    /**
     * Its public part, as in its JWK, and whether a page that is loaded later has the same key.
     *
     * @param {(result: import('./wire.d.ts').ProofKeyResult) => void} reply
     */
    describe(reply) {
      key()
        .then(async ({ pair, isKept }) => {
          const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', pair.publicKey)
          return { x, y, isKept }
        })
        .then(reply, () => reply({ failure: 'unavailable' }))
    },
    /**
     * An ES256 signature of the text, R and S side by side.
     *
     * @param {string} text
     * @param {(result: import('./wire.d.ts').SignResult) => void} reply
     */
    sign(text, reply) {
      key()
        .then(({ pair }) => crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, new TextEncoder().encode(text)))
        .then(
          (signature) => reply({ signature: new Uint8Array(signature) }),
          () => reply({ failure: 'unavailable' }),
        )
    },
  }
}

/**
 * @param {import('./database.js').Database} database
 * @param {string} name
 */
async function findOrMake(database, name) {
  const kept = await find(database, name).catch(() => undefined)
  if (kept) return { pair: kept, isKept: true }
  const made = await crypto.subtle.generateKey(ALGORITHM, false, ['sign'])
  // Another tab may have been faster; then its key is everybody's.
  const shared = await find(database, name, made).catch(() => undefined)
  return { pair: shared ?? made, isKept: Boolean(shared) }
}

/**
 * @param {import('./database.js').Database} database
 * @param {string} name
 * @param {CryptoKeyPair} [made] put there if there is none
 * @returns {Promise<CryptoKeyPair | undefined>}
 */
function find(database, name, made) {
  return database.run('keys', made ? 'readwrite' : 'readonly', (store, result) => {
    const request = store.get(name)
    request.onsuccess = () => {
      if (request.result?.privateKey instanceof CryptoKey) return result(request.result)
      if (made) store.put(made, name)
      result(made)
    }
  })
}
