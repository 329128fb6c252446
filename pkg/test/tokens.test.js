// The stream of tokens: none is missed that matters, and it ends when it must.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tokens } from '../tokens.js'

class FakeAuth {
  state = { status: 'loading' }
  token = undefined
  listeners = new Set()
  get accessTokenExpiresAt() {
    return this.token?.expiresAt
  }
  subscribe = (listener) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
  accessToken = async () => {
    if (!this.token) throw new Error('none')
    return this.token.accessToken
  }
  become(status, name, expiresAt = 1000) {
    this.state = { status }
    this.token = name && { accessToken: name, expiresAt }
    for (const listener of [...this.listeners]) listener()
  }
}

const world = () => {
  const auth = new FakeAuth()
  const [disposal, abort] = [new AbortController(), new AbortController()]
  return { auth, disposal, abort, stream: () => tokens(auth, [disposal.signal, abort.signal]) }
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

test('the token there is comes first, then each new one', async () => {
  const { auth, stream } = world()
  auth.become('signed-in', 'a', 1)
  const one = stream()
  assert.deepEqual((await one.next()).value, { accessToken: 'a', expiresAt: 1 })
  const next = one.next()
  auth.become('signed-in', 'a', 1)
  await turn()
  auth.become('signed-in', 'b', 2)
  assert.deepEqual((await next).value, { accessToken: 'b', expiresAt: 2 })
})

test('what changes while nobody asks is not missed, and what is out of date is left out', async () => {
  const { auth, stream } = world()
  auth.become('signed-in', 'a')
  const one = stream()
  await one.next()
  auth.become('signed-in', 'b')
  auth.become('signed-in', 'c')
  assert.equal((await one.next()).value.accessToken, 'c')
})

test('it waits for the start, and through a session that ended until somebody has signed in again', async () => {
  const { auth, stream } = world()
  const one = stream()
  let settled = false
  const first = one.next().finally(() => (settled = true))
  await turn()
  assert.equal(settled, false)
  auth.become('signed-in', 'a')
  assert.equal((await first).value.accessToken, 'a')
  const second = one.next()
  auth.become('needs-sign-in')
  await turn()
  auth.become('signed-in', 'b')
  assert.equal((await second).value.accessToken, 'b')
})

test('a token that cannot be had now is waited for', async () => {
  const { auth, stream } = world()
  auth.become('retrying')
  const first = stream().next()
  await turn()
  auth.become('signed-in', 'a')
  assert.equal((await first).value.accessToken, 'a')
})

for (const [name, end] of Object.entries({
  'the user signs out': ({ auth }) => auth.become('signed-out'),
  'the session object is disposed of': ({ disposal }) => disposal.abort(),
  'it is aborted': ({ abort }) => abort.abort(),
})) {
  test(`it ends when ${name}, for whoever waits and from then on, and listens no more`, async () => {
    const all = world()
    all.auth.become('signed-in', 'a')
    const [waiting, idle] = [all.stream(), all.stream()]
    await waiting.next()
    await idle.next()
    const next = waiting.next()
    await turn()
    end(all)
    assert.equal((await next).done, true)
    assert.equal((await idle.next()).done, true)
    assert.equal(all.auth.listeners.size, 0)
  })
}

test('it ends also while a token is awaited that never comes', async () => {
  const { auth, stream, abort } = world()
  auth.become('retrying')
  auth.accessToken = () => new Promise(() => {})
  const next = stream().next()
  await turn()
  abort.abort()
  assert.equal((await next).done, true)
})

test('each consumer gets every token, and one that stops disturbs nobody', async () => {
  const { auth, stream } = world()
  auth.become('signed-in', 'a')
  const heard = [[], []]
  const consume = async (list, most) => {
    for await (const { accessToken } of stream()) {
      list.push(accessToken)
      if (list.length === most) break
    }
  }
  const both = [consume(heard[0], 1), consume(heard[1], 3)]
  await turn()
  for (const name of ['b', 'c']) {
    auth.become('signed-in', name)
    await turn()
  }
  await Promise.all(both)
  assert.deepEqual(heard, [['a'], ['a', 'b', 'c']])
  assert.equal(auth.listeners.size, 0)
})
