// Requests with the access token: to whom, with which, and how often.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { after, before, beforeEach, test } from 'node:test'
import { fetchAuthorized } from '../host/authorized-fetch.js'

/** An API that accepts the tokens that it is told to, and remembers what came. */
let server, origin, seen, answer
before(async () => {
  server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const came = { method: request.method, url: request.url, token: request.headers.authorization, extra: request.headers['x-extra'], proof: request.headers.dpop, body }
    seen.push(came)
    answer(came, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${server.address().port}`
})
after(() => server.close())
beforeEach(() => {
  seen = []
  answer = (_, response) => response.end('fine')
})

/** Hands out `token-1` until it is refused, then `token-2` ... */
class FakeAuthorizer {
  count = 1
  asked = []
  steps = []
  refusals = []
  /** What it makes of the next answers. */
  reactions = []
  async authorize({ method, url, insteadOf }) {
    this.asked.push({ method, url, insteadOf })
    if (insteadOf === `token-${this.count}`) this.count++
    const token = `token-${this.count}`
    return { token, proof: this.proof }
  }
  async judge(refusal) {
    this.refusals.push(refusal)
    return this.reactions.shift() ?? { reaction: refusal.status === 401 ? 'retry-instead-of' : 'pass' }
  }
  async stepUp(options) {
    this.steps.push(options)
    this.count++
  }
}
const only = (token, challenge = 'Bearer error="invalid_token"') => (came, response) =>
  came.token === `Bearer ${token}` ? response.end('fine') : response.writeHead(401, { 'www-authenticate': challenge }).end('no')
const tokens = () => seen.map(({ token }) => token)

test('the token goes to the origins that may have it, and to no other', async () => {
  const authorizer = new FakeAuthorizer()
  const ask = (origins, input) => fetchAuthorized(authorizer, origins, input).then((response) => response.text())
  assert.equal(await ask([origin], `${origin}/queues`), 'fine')
  assert.equal(await ask(['https://api.example'], `${origin}/queues`), 'fine')
  assert.deepEqual(tokens(), ['Bearer token-1', undefined])
  assert.deepEqual(authorizer.asked, [{ method: 'GET', url: `${origin}/queues`, insteadOf: undefined }])
})

test('everything of the request is kept, and the token replaces one that the caller has put there', async () => {
  const headers = { 'x-extra': '1', authorization: 'Bearer stale' }
  await fetchAuthorized(new FakeAuthorizer(), [origin], new URL(`${origin}/a?b=c`), { method: 'PUT', headers, body: 'text' })
  assert.deepEqual(seen, [{ method: 'PUT', url: '/a?b=c', token: 'Bearer token-1', extra: '1', proof: undefined, body: 'text' }])
})

test('after a 401 it asks once more, with another token', async () => {
  answer = only('token-2')
  const response = await fetchAuthorized(new FakeAuthorizer(), [origin], `${origin}/`, { method: 'POST', body: 'text' })
  assert.equal(response.status, 200)
  assert.deepEqual(seen.map(({ token, body }) => [token, body]), [['Bearer token-1', 'text'], ['Bearer token-2', 'text']])
})

test('a second 401 is the answer', async () => {
  answer = only('none')
  const response = await fetchAuthorized(new FakeAuthorizer(), [origin], `${origin}/`)
  assert.equal(response.status, 401)
  assert.equal(await response.text(), 'no')
  assert.equal(seen.length, 2)
})

test('no other token to be had: what the API has said stands, and can be read', async () => {
  answer = only('none')
  const authorizer = new FakeAuthorizer()
  const { authorize } = authorizer
  authorizer.authorize = (wish) => (wish.insteadOf ? Promise.reject(new Error('no')) : authorize.call(authorizer, wish))
  const response = await fetchAuthorized(authorizer, [origin], `${origin}/`)
  assert.equal(response.status, 401)
  assert.equal(await response.text(), 'no')
})

test('other refusals are not asked again', async () => {
  for (const status of [400, 403, 500]) {
    answer = (_, response) => response.writeHead(status).end()
    assert.equal((await fetchAuthorized(new FakeAuthorizer(), [origin], `${origin}/`)).status, status)
  }
  assert.equal(seen.length, 3)
})

test('many at once ask for one other token', async () => {
  answer = only('token-2')
  const authorizer = new FakeAuthorizer()
  const all = await Promise.all(Array.from({ length: 10 }, () => fetchAuthorized(authorizer, [origin], `${origin}/`)))
  assert.ok(all.every(({ status }) => status === 200))
  assert.equal(authorizer.count, 2)
})

test('a `Request` is sent twice with its body, and is the caller\'s still', async () => {
  answer = only('token-2')
  const request = new Request(`${origin}/`, { method: 'POST', body: 'text', headers: { 'x-extra': '1' } })
  assert.equal((await fetchAuthorized(new FakeAuthorizer(), [origin], request)).status, 200)
  assert.deepEqual(seen.map(({ body, extra }) => [body, extra]), [['text', '1'], ['text', '1']])
})

test('a stream cannot be sent twice: its 401 is final', async () => {
  answer = only('token-2')
  const body = new Blob(['text']).stream()
  const response = await fetchAuthorized(new FakeAuthorizer(), [origin], `${origin}/`, { method: 'POST', body, duplex: 'half' })
  assert.equal(response.status, 401)
  assert.deepEqual(seen.map(({ body }) => body), ['text'])
})

test('a stronger sign-in is asked of the user, and the request is sent once more', async () => {
  const said = 'Bearer error="insufficient_user_authentication", acr_values="gold"'
  answer = only('token-2', said)
  const authorizer = new FakeAuthorizer()
  authorizer.reactions = [{ reaction: 'step-up', acrValues: 'gold', maxAge: 5 }]
  const response = await fetchAuthorized(authorizer, [origin], `${origin}/`)
  assert.equal(response.status, 200)
  assert.deepEqual(authorizer.steps, [{ acrValues: 'gold', maxAge: 5 }])
  assert.deepEqual(authorizer.refusals, [
    { url: `${origin}/`, token: 'token-1', status: 401, wwwAuthenticate: said, dpopNonce: undefined },
  ])
})

test('a user who does not sign in more strongly has the API\'s answer', async () => {
  answer = only('token-2')
  const authorizer = new FakeAuthorizer()
  authorizer.reactions = [{ reaction: 'step-up' }]
  authorizer.stepUp = () => Promise.reject(new Error('closed'))
  assert.equal((await fetchAuthorized(authorizer, [origin], `${origin}/`)).status, 401)
  assert.equal(seen.length, 1)
})

test('a token that is bound goes with its proof; each nonce is told, also one that comes with a good answer', async () => {
  const authorizer = new FakeAuthorizer()
  authorizer.proof = 'proof'
  authorizer.reactions = [{ reaction: 'retry' }]
  const answers = [[401, 'one'], [200, 'two']]
  answer = (_, response) => {
    const [status, nonce] = answers.shift()
    response.writeHead(status, { 'dpop-nonce': nonce }).end()
  }
  assert.equal((await fetchAuthorized(authorizer, [origin], `${origin}/`)).status, 200)
  assert.deepEqual(seen.map(({ token, proof }) => [token, proof]), [['DPoP token-1', 'proof'], ['DPoP token-1', 'proof']])
  assert.deepEqual(authorizer.refusals.map(({ status, dpopNonce }) => [status, dpopNonce]), [[401, 'one'], [200, 'two']])
  assert.deepEqual(authorizer.asked.map(({ insteadOf }) => insteadOf), [undefined, undefined])
})

test('aborted while a token is awaited, it rejects at once as `fetch` does, and nothing is sent', async () => {
  const authorizer = { authorize: () => new Promise(() => {}) }
  const abort = new AbortController()
  const response = fetchAuthorized(authorizer, [origin], `${origin}/`, { signal: abort.signal })
  abort.abort()
  await assert.rejects(response, { name: 'AbortError' })
  const step = new AbortController()
  answer = only('none')
  const stepping = Object.assign(new FakeAuthorizer(), { reactions: [{ reaction: 'step-up' }], stepUp: () => (step.abort(), new Promise(() => {})) })
  await assert.rejects(fetchAuthorized(stepping, [origin], `${origin}/`, { signal: step.signal }), { name: 'AbortError' })
  assert.equal(seen.length, 1)
})

test('no token at all is the caller\'s to know', async () => {
  const authorizer = { authorize: () => Promise.reject(Object.assign(new Error('x'), { code: 'not-signed-in' })) }
  await assert.rejects(fetchAuthorized(authorizer, [origin], `${origin}/`), { code: 'not-signed-in' })
})
