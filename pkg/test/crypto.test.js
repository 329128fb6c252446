// What the browser's own cryptography does for the package.
import assert from 'node:assert/strict'
import { constants, createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { after, before, beforeEach, afterEach, test } from 'node:test'
import { launch } from './support/browser.js'
import { modulesSite } from './support/modules.js'

let browser, site, context
before(async () => {
  ;[browser, site] = await Promise.all([launch(), modulesSite()])
})
after(async () => {
  await browser?.close()
  await site?.end()
})
beforeEach(async () => (context = await browser.newContext()))
afterEach(() => context.close())

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = (namedCurve) => generateKeyPairSync('ec', { namedCurve })
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
const ieee = { dsaEncoding: 'ieee-p1363' }
const ALGORITHMS = {
  RS256: { hash: 'sha256', pair: rsa },
  RS384: { hash: 'sha384', pair: rsa },
  RS512: { hash: 'sha512', pair: rsa },
  PS256: { hash: 'sha256', pair: rsa, ...pss },
  PS384: { hash: 'sha384', pair: rsa, ...pss },
  PS512: { hash: 'sha512', pair: rsa, ...pss },
  ES256: { hash: 'sha256', pair: ec('P-256'), ...ieee },
  ES384: { hash: 'sha384', pair: ec('P-384'), ...ieee },
  ES512: { hash: 'sha512', pair: ec('P-521'), ...ieee },
  EdDSA: { pair: generateKeyPairSync('ed25519') },
}
const SIGNED = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0'

const jwk = ({ publicKey }) => JSON.stringify(publicKey.export({ format: 'jwk' }))
const verified = (page, key, algorithm, signature, signed = SIGNED) =>
  page.evaluate(
    async ([key, algorithm, signature, signed]) => {
      const { verify } = await module('host/verify.js')
      const bytes = Uint8Array.from(signature)
      const { hash, ...result } = await new Promise((reply) => verify({ key, algorithm, signed, signature: bytes, hashed: 'ä token' }, reply))
      return { ...result, hash: hash && [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('') }
    },
    [key, algorithm, [...signature], signed],
  )

test('each algorithm accepts the right signature and no other, and hashes as it must', async () => {
  const page = await site.tab(context)
  for (const [algorithm, { hash, pair, ...options }] of Object.entries(ALGORITHMS)) {
    const signature = sign(hash, SIGNED, { key: pair.privateKey, ...options })
    const digest = createHash(hash ?? 'sha512').update('ä token').digest('hex')
    assert.deepEqual(await verified(page, jwk(pair), algorithm, signature), { isValid: true, hash: digest }, algorithm)
    assert.deepEqual(await verified(page, jwk(pair), algorithm, signature, SIGNED + 'x'), { isValid: false, hash: digest }, algorithm)
    assert.equal((await verified(page, jwk(pair), algorithm, signature.subarray(1))).isValid, false, algorithm)
  }
})

test('a key that is none makes no good signature', async () => {
  const page = await site.tab(context)
  assert.deepEqual(await verified(page, '{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}', 'ES256', [1]), { isValid: false, hash: '' })
})

test('a browser without this cryptography says so', async () => {
  const page = await site.tab(context)
  const { pair } = ALGORITHMS.RS256
  const signature = sign('sha256', SIGNED, pair.privateKey)
  await page.evaluate(() => {
    SubtleCrypto.prototype.importKey = () => Promise.reject(new DOMException('New', 'NotSupportedError'))
  })
  const unavailable = { failure: 'unavailable', hash: undefined }
  assert.deepEqual(await verified(page, jwk(pair), 'RS256', signature), unavailable)
  await page.evaluate(() => Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined }))
  assert.deepEqual(await verified(page, jwk(pair), 'RS256', signature), unavailable)
})

/** The public part of the key and a signature by it. */
const proven = (page, name = 'desk@sso') =>
  page.evaluate(async (name) => {
    const [{ openDatabase }, { proofKey, publicJwk, sign }] = [await module('host/database.js'), await module('host/proof-key.js')]
    const pair = await proofKey(openDatabase(), name)
    return { jwk: await publicJwk(pair), signature: [...(await sign(pair, 'a proof'))], extractable: pair.privateKey.extractable }
  }, name)

test('tabs that make a key at once end with one, which nobody can read', async () => {
  const pages = await Promise.all([1, 2, 3].map(() => site.tab(context)))
  // Each finds none, and makes one.
  for (const page of pages) {
    await page.evaluate(() => {
      const { generateKey } = SubtleCrypto.prototype
      const channel = new BroadcastChannel('test')
      let making = 1
      SubtleCrypto.prototype.generateKey = async function (...words) {
        channel.postMessage('made')
        while (making < 3) await new Promise((resolve) => channel.addEventListener('message', resolve, { once: true }))
        return generateKey.apply(this, words)
      }
      channel.addEventListener('message', () => making++)
    })
  }
  const all = await Promise.all(pages.map((page) => proven(page)))
  for (const { jwk, signature, extractable } of all) {
    assert.deepEqual(jwk, all[0].jwk)
    assert.deepEqual(Object.keys(jwk), ['kty', 'crv', 'x', 'y'])
    assert.equal(extractable, false)
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    assert.ok(verify('sha256', 'a proof', { key, dsaEncoding: 'ieee-p1363' }, Uint8Array.from(signature)))
  }
  const later = await site.tab(context)
  assert.deepEqual((await proven(later)).jwk, all[0].jwk)
  assert.notDeepEqual((await proven(later, 'other@sso')).jwk, all[0].jwk)
})

test('without a database the key lives as long as the page', async () => {
  const page = await site.tab(context)
  await page.evaluate(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('Denied', 'SecurityError')
    }
  })
  const { jwk } = await proven(page)
  assert.equal(jwk.crv, 'P-256')
})
