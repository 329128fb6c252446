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
    const [{ openDatabase }, { openProofKey }] = [await module('host/database.js'), await module('host/proof-key.js')]
    const key = openProofKey(openDatabase(), name)
    const { signature, failure } = await new Promise((reply) => key.sign('a proof', reply))
    return { ...(await new Promise((reply) => key.describe(reply))), signature: signature && [...signature], failure }
  }, name)
const publicKey = ({ x, y }) => createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })

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
  for (const { x, isKept, signature, ...rest } of all) {
    assert.deepEqual([x, isKept], [all[0].x, true])
    assert.ok(verify('sha256', 'a proof', { key: publicKey({ x, ...rest }), dsaEncoding: 'ieee-p1363' }, Uint8Array.from(signature)))
  }
  const later = await site.tab(context)
  assert.equal((await proven(later)).x, all[0].x)
  assert.notEqual((await proven(later, 'other@sso')).x, all[0].x)
  const extractable = await later.evaluate(async () => {
    const { openDatabase } = await module('host/database.js')
    const pair = await openDatabase().run('keys', 'readonly', (store, result) => {
      store.get('desk@sso').onsuccess = ({ target }) => result(target.result)
    })
    return pair.privateKey.extractable
  })
  assert.equal(extractable, false)
})

test('without a database the key lives as long as the page', async () => {
  const page = await site.tab(context)
  await page.evaluate(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('Denied', 'SecurityError')
    }
  })
  const { x, isKept } = await proven(page)
  assert.equal(x.length, 43)
  assert.equal(isKept, false)
})

test('a database that is cleared while the page lives takes the key from nobody', async () => {
  const page = await site.tab(context)
  const same = await page.evaluate(async () => {
    const [{ openDatabase }, { openProofKey }] = [await module('host/database.js'), await module('host/proof-key.js')]
    const key = openProofKey(openDatabase(), 'desk@sso')
    const describe = () => new Promise((reply) => key.describe(reply))
    const before = await describe()
    await new Promise((resolve) => (indexedDB.deleteDatabase('cx-auth').onsuccess = resolve))
    return before.x === (await describe()).x
  })
  assert.ok(same)
})

test('a browser that makes no keys says so', async () => {
  const page = await site.tab(context)
  await page.evaluate(() => Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined }))
  assert.equal((await proven(page)).failure, 'unavailable')
})
