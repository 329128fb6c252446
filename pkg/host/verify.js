// Signatures of ID tokens, checked by WebCrypto.

/**
 * Replies once; a key that is none makes no good signature.
 *
 * @param {import('./wire.d.ts').Verification} verification
 * @param {(result: import('./wire.d.ts').VerifyResult) => void} reply
 */
export function verify({ key, algorithm, signed, signature, hashed }, reply) {
  const work = async () => {
    const { subtle } = crypto
    const hash = 'SHA-' + (/\d+/.exec(algorithm) ?? '512')
    const jwk = JSON.parse(key)
    const [imported, used] = parameters(algorithm, hash, jwk.crv)
    const publicKey = await subtle.importKey('jwk', jwk, imported, false, ['verify'])
    const isValid = await subtle.verify(used, publicKey, signature, utf8(signed))
    return { isValid, hash: new Uint8Array(await subtle.digest(hash, utf8(hashed))) }
  }
  work().then(reply, (error) => {
    reply(error.name === 'DataError' ? { isValid: false, hash: new Uint8Array() } : { failure: 'unavailable' })
  })
}

/**
 * What a key is imported with, and what it is used with.
 *
 * @param {string} algorithm
 * @param {string} hash
 * @param {string} namedCurve
 */
function parameters(algorithm, hash, namedCurve) {
  switch (algorithm[0]) {
    case 'R':
      return [{ name: 'RSASSA-PKCS1-v1_5', hash }, 'RSASSA-PKCS1-v1_5']
    case 'P':
      return [{ name: 'RSA-PSS', hash }, { name: 'RSA-PSS', saltLength: Number(hash.slice(4)) / 8 }]
    default:
      return algorithm === 'EdDSA' ? ['Ed25519', 'Ed25519'] : [{ name: 'ECDSA', namedCurve }, { name: 'ECDSA', hash }]
  }
}

/** @param {string} text */
const utf8 = (text) => new TextEncoder().encode(text)
