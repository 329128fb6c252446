// Signing in on another device, against a provider that does as it is told.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, mock, test } from 'node:test'
import { signInWithDevice } from '../device.js'
import { keepInternals } from '../internal.js'

beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 }))
afterEach(() => mock.timers.reset())

const CODE = {
  device_code: 'dc',
  user_code: 'ABCD-EFGH',
  verification_uri: 'https://sso.example/device',
  verification_uri_complete: 'https://sso.example/device?user_code=ABCD-EFGH',
  expires_in: 600,
  interval: 5,
}
const refusal = (error, error_description) => ({ status: 400, body: JSON.stringify({ error, error_description }) })
const granted = { status: 200, body: '{"access_token":"a"}' }

/** A session object whose provider gives these answers to the polls. */
function desk(...answers) {
  const polls = []
  const began = []
  const adopted = []
  const client = {
    requestTokens: async (form, endpoint) => {
      if (endpoint === 'device') {
        began.push(form)
        const { status = 200, ...code } = desk.code
        return { status, body: JSON.stringify(code) }
      }
      polls.push({ at: Date.now() - 1_000_000, ...form })
      const answer = answers.shift()
      if (answer instanceof Error) throw answer
      return typeof answer === 'function' ? answer() : answer
    },
    adopt: async (body) => void adopted.push(body),
  }
  const auth = { dispose: () => {}, state: { status: 'signed-in' } }
  keepInternals(auth, { config: { clientId: 'wallboard', scope: 'profile' }, ask: async (question) => question(client) })
  return { auth, began, polls, adopted }
}
/** What the provider answers to the first question. */
beforeEach(() => (desk.code = CODE))

/** Lets time pass until the promise settles. */
async function settled(promise) {
  let done = false
  promise.then(() => (done = true), () => (done = true))
  while (!done) {
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
    if (codes.length) mock.timers.tick(1000)
  }
  return promise
}
let codes
const signIn = (auth, options) => {
  codes = []
  return settled(signInWithDevice(auth, { onCode: (code) => codes.push(code), ...options }))
}

test('the user gets a code, and the session begins when it was entered', async () => {
  const { auth, began, polls, adopted } = desk(refusal('authorization_pending'), refusal('authorization_pending'), granted)
  assert.equal(await signIn(auth), auth.state)
  assert.deepEqual(codes, [
    { userCode: 'ABCD-EFGH', verificationUri: 'https://sso.example/device', verificationUriComplete: 'https://sso.example/device?user_code=ABCD-EFGH', expiresAt: 1_600_000 },
  ])
  assert.deepEqual(polls.map(({ at }) => at), [5000, 10_000, 15_000])
  assert.deepEqual(adopted, [granted.body])
  const [{ code_challenge, ...asked }] = began
  assert.deepEqual(asked, { scope: 'openid profile', code_challenge_method: 'S256' })
  const { code_verifier, ...form } = polls[0]
  assert.deepEqual(form, { at: 5000, grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: 'dc' })
  assert.equal(createHash('sha256').update(code_verifier).digest('base64url'), code_challenge)
})

test('it slows down when it is told to', async () => {
  const { auth, polls } = desk(refusal('slow_down'), refusal('authorization_pending'), refusal('slow_down'), granted)
  await signIn(auth)
  assert.deepEqual(polls.map(({ at }) => at), [5000, 15_000, 25_000, 40_000])
})

test('a provider that is not reached, or out of order, is asked again, less often', async () => {
  const unreachable = Object.assign(new Error('unreachable'), { kind: 'unreachable' })
  const { auth, polls } = desk(unreachable, { status: 502, body: '<html>' }, granted)
  await signIn(auth)
  assert.deepEqual(polls.map(({ at }) => at), [5000, 15_000, 35_000])
})

test('whoever declines, or takes too long, ends it with a typed error', async () => {
  await assert.rejects(signIn(desk(refusal('access_denied')).auth), { name: 'AuthError', code: 'access-denied' })
  await assert.rejects(signIn(desk(refusal('expired_token')).auth), { code: 'device-code-expired' })
  await assert.rejects(signIn(desk(refusal('invalid_client', 'not for you')).auth), { code: 'token-request-refused', message: /not for you/ })
  const { auth, polls } = desk(...Array.from({ length: 200 }, () => refusal('authorization_pending')))
  await assert.rejects(signIn(auth), { code: 'device-code-expired' })
  assert.equal(polls.length, 119)
})

test('a misuse in between is told at once', async () => {
  const { auth } = desk(Object.assign(new Error('disposed'), { kind: 'misuse', code: 'disposed' }))
  await assert.rejects(signIn(auth), { code: 'disposed' })
})

test('a provider that refuses at once, or makes no sense', async () => {
  const { auth } = desk()
  desk.code = { status: 400, error: 'unauthorized_client', error_description: 'not allowed' }
  await assert.rejects(signIn(auth), { code: 'token-request-refused', message: /not allowed/ })
  desk.code = { device_code: 'dc' }
  await assert.rejects(signIn(auth), { code: 'unexpected-answer' })
})

test('aborted, it asks no more', async () => {
  mock.timers.reset()
  desk.code = { ...CODE, interval: 0.05 }
  const abort = new AbortController()
  const { auth, polls } = desk(() => (setTimeout(() => abort.abort(), 10), refusal('authorization_pending')))
  await assert.rejects(signInWithDevice(auth, { signal: abort.signal, onCode: () => {} }), { name: 'AbortError' })
  assert.equal(polls.length, 1)
})
