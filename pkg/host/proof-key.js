// The key that this browser proves its requests with (DPoP): one for all tabs of one client at one issuer. Nobody can read
// its private part, this script neither; the browser keeps it in the database.

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' }

/**
 * The key; made if there is none. Where the browser denies the database it lives as long as the page.
 *
 * @param {import('./database.js').Database} database
 * @param {string} name
 * @returns {Promise<CryptoKeyPair>}
 */
export async function proofKey(database, name) {
  const kept = await find(database, name).catch(() => undefined)
  if (kept) return kept
  const made = await crypto.subtle.generateKey(ALGORITHM, false, ['sign'])
  // Another tab may have been faster; then its key is everybody's.
  return (await find(database, name, made).catch(() => undefined)) ?? made
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

/**
 * Its public part, with nothing in it but the key itself.
 *
 * @param {CryptoKeyPair} pair
 */
export async function publicJwk({ publicKey }) {
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey)
  return { kty, crv, x, y }
}

/**
 * An ES256 signature of the text, R and S side by side.
 *
 * @param {CryptoKeyPair} pair
 * @param {string} text
 */
export async function sign({ privateKey }, text) {
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, new TextEncoder().encode(text))
  return new Uint8Array(signature)
}
