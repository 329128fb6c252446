// The application's own storage: whatever it does, there is an answer.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openOwnStorage } from '../host/own-storage.js'

const store = (storage) => {
  const perform = openOwnStorage(storage, 50)
  return (command) => new Promise((reply) => perform(command, reply))
}
const read = { output: 'read' }
const write = (value) => ({ output: 'write', value })

test('what was written is read again, and gone when it is removed', async () => {
  let kept
  const perform = store({ read: async () => kept, write: async (value) => void (kept = value) })
  assert.deepEqual(await perform(read), {})
  assert.deepEqual(await perform(write('a')), {})
  assert.deepEqual(await perform(read), { value: 'a' })
  assert.deepEqual(await perform({ output: 'remove' }), {})
  assert.equal(kept, undefined)
})

test('a storage that rejects, throws or never settles has failed, and is asked again the next time', async () => {
  const reads = [() => Promise.reject(new Error('no')), () => { throw new Error('no') }, () => new Promise(() => {}), async () => 'a']
  const perform = store({ read: () => reads.shift()(), write: async () => {} })
  for (let failed = 0; failed < 3; failed++) assert.deepEqual(await perform(read), { failure: 'denied' })
  assert.deepEqual(await perform(read), { value: 'a' })
})

test('what is no text is nothing, and a storage need not be asynchronous', async () => {
  const values = [null, 7, 'a']
  const perform = store({ read: () => values.shift(), write: () => {} })
  assert.deepEqual([await perform(read), await perform(read), await perform(read)], [{}, {}, { value: 'a' }])
})

test('a slow write is not overtaken by the next', async () => {
  const kept = []
  const delays = [20, 0]
  const write = async (value) => {
    await new Promise((resolve) => setTimeout(resolve, delays.shift()))
    kept.push(value)
  }
  const perform = store({ read: async () => kept.at(-1), write })
  const commands = [{ output: 'write', value: 'first' }, { output: 'write', value: 'second' }, read]
  assert.deepEqual((await Promise.all(commands.map(perform))).at(-1), { value: 'second' })
  assert.deepEqual(kept, ['first', 'second'])
})
