// What tabs share, by the browser's own means: the lock, the record and the channel.
import assert from 'node:assert/strict'
import { after, before, beforeEach, afterEach, test } from 'node:test'
import { launch } from './support/browser.js'
import { modulesSite } from './support/modules.js'

let browser, site, context
before(async () => {
  ;[browser, site] = await Promise.all([launch({ backForwardCache: true }), modulesSite()])
})
after(async () => {
  await browser?.close()
  await site?.end()
})
beforeEach(async () => (context = await browser.newContext()))
afterEach(() => context.close())

const locks = (page) =>
  page.evaluate(async () => {
    const { openLocks } = await module('host/lock.js')
    window.locks = openLocks('cx-auth:desk@sso')
  })
const lock = (page, byForce = false) => page.evaluate((byForce) => void (window.release = window.locks.lock(byForce, reply)), byForce)
const replied = (page, count) => page.evaluate((count) => window.replied(count), count)
const release = (page) => page.evaluate(() => window.release())

test('one tab at a time has the lock, and a tab knows whether there are others', async () => {
  const first = await site.tab(context)
  await locks(first)
  await lock(first)
  assert.deepEqual(await replied(first, 1), [{ others: false }])
  const second = await site.tab(context)
  await locks(second)
  await lock(second)
  await first.evaluate(() => navigator.locks.query())
  assert.deepEqual(await second.evaluate(() => replies), [])
  await release(first)
  assert.deepEqual(await replied(second, 1), [{ others: true }])
})

test('a tab that is closed lets go of the lock, and is no company', async () => {
  const [first, second] = [await site.tab(context), await site.tab(context)]
  await locks(first)
  await lock(first)
  await replied(first, 1)
  await locks(second)
  await lock(second)
  await first.close()
  assert.deepEqual(await replied(second, 1), [{ others: false }])
})

test('a lock taken by force is told to the one who had it', async () => {
  const [first, second] = [await site.tab(context), await site.tab(context)]
  await locks(first)
  await lock(first)
  await replied(first, 1)
  await locks(second)
  await lock(second, true)
  assert.deepEqual(await replied(second, 1), [{ others: true }])
  assert.deepEqual(await replied(first, 2), [{ others: false }, { failure: 'taken' }])
  // Letting go afterwards takes nothing from the other.
  await release(first)
  const third = await site.tab(context)
  await locks(third)
  await lock(third)
  await third.evaluate(() => navigator.locks.query())
  assert.deepEqual(await third.evaluate(() => replies), [])
})

test('of many tabs that have waited in vain for the same one, one takes its lock away', async () => {
  const frozen = await site.tab(context)
  await locks(frozen)
  await lock(frozen)
  await replied(frozen, 1)
  const waiting = []
  for (let tab = 0; tab < 4; tab += 1) {
    const page = await site.tab(context)
    await locks(page)
    await lock(page)
    await page.evaluate(() => navigator.locks.query())
    waiting.push(page)
  }
  await Promise.all(
    waiting.map(async (page) => {
      await release(page)
      await lock(page, true)
    }),
  )
  const answers = await Promise.all(waiting.map((page) => replied(page, 1)))
  // Each tab used to take it from the one that had just taken it: all but the last of them were robbed.
  assert.deepEqual(answers.map(([answer]) => answer).filter((answer) => 'others' in answer), [{ others: true }])
  assert.deepEqual(await replied(frozen, 2), [{ others: false }, { failure: 'taken' }])
})

test('a wish that is called off is never granted', async () => {
  const [first, second] = [await site.tab(context), await site.tab(context)]
  for (const page of [first, second]) await locks(page)
  await lock(first)
  await replied(first, 1)
  await lock(second)
  await release(second)
  await release(first)
  assert.deepEqual(await second.evaluate(() => navigator.locks.request('cx-auth:desk@sso', () => replies)), [])
})

test('what is closed holds nothing', async () => {
  const page = await site.tab(context)
  await locks(page)
  await lock(page)
  await replied(page, 1)
  const names = (query) => query.held.concat(query.pending).map(({ name }) => name)
  assert.deepEqual(names(await page.evaluate(() => navigator.locks.query())).sort(), ['cx-auth:desk@sso', 'cx-auth:desk@sso#tab'])
  await page.evaluate(() => window.locks.close())
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)))
  assert.deepEqual(names(await page.evaluate(() => navigator.locks.query())), [])
})

test('locks that the browser denies are unavailable, not silent', async () => {
  const page = await site.tab(context)
  await page.evaluate(() => {
    LockManager.prototype.request = () => Promise.reject(new DOMException('Denied', 'SecurityError'))
  })
  await locks(page)
  await lock(page)
  assert.deepEqual(await replied(page, 1), [{ failure: 'unavailable' }])
})

test('a page kept for the back button holds up nobody, and asks again when it is back', async () => {
  const [held, waiting] = [await site.tab(context), await site.tab(context)]
  const third = await site.tab(context)
  for (const page of [held, waiting, third]) await locks(page)
  await lock(held)
  await replied(held, 1)
  await lock(waiting)
  for (const page of [waiting, held]) {
    await page.evaluate(async () => {
      const { openChannel } = await module('host/channel.js')
      window.heard = []
      window.channel = openChannel('cx-auth:desk@sso', (text) => heard.push(text))
      window.kept = true
    })
    await page.goto(`${site.origin}/other.html`)
  }
  await lock(third)
  assert.deepEqual(await replied(third, 1), [{ others: false }])
  for (const page of [held, waiting]) {
    await page.goBack({ waitUntil: 'commit' })
    assert.equal(await page.evaluate(() => window.kept), true, 'it was not kept at all')
  }
  assert.deepEqual(await replied(held, 2), [{ others: true }, { failure: 'taken' }])
  assert.deepEqual(await waiting.evaluate(() => replies), [])
  await release(third)
  assert.deepEqual(await replied(waiting, 1), [{ others: true }])
  await held.evaluate(() => channel.say('hello'))
  await waiting.waitForFunction(() => heard.includes('hello'))
})

test('what is said reaches every other tab of this name, and texts only', async () => {
  const [first, second] = [await site.tab(context), await site.tab(context)]
  const channel = (page) =>
    page.evaluate(async () => {
      const { openChannel } = await module('host/channel.js')
      window.heard = []
      window.channel = openChannel('cx-auth:desk@sso', (text) => heard.push(text))
    })
  for (const page of [first, second]) await channel(page)
  await first.evaluate(() => {
    new BroadcastChannel('cx-auth:desk@sso').postMessage({ kind: 'not a text' })
    new BroadcastChannel('cx-auth:desk@other').postMessage('for others')
    channel.say('one')
    channel.say('two')
  })
  await second.waitForFunction(() => heard.length >= 2)
  assert.deepEqual(await second.evaluate(() => heard), ['one', 'two'])
  await second.evaluate(() => channel.close())
  await first.evaluate(() => channel.say('three'))
  await second.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)))
  assert.deepEqual(await second.evaluate(() => heard), ['one', 'two'])
})

/** Does the commands with the record, one after the other; answers with their results. */
const records = (page, ...commands) =>
  page.evaluate(async (commands) => {
    const [{ openDatabase }, { record }] = [await module('host/database.js'), await module('host/record.js')]
    window.database ??= openDatabase()
    const results = []
    for (const command of commands) results.push(await new Promise((reply) => record(database, 'desk@sso', command ?? undefined, reply)))
    return results
  }, commands)

test('the record is replaced only if it is the one that was seen, in whichever tab', async () => {
  const [first, second] = [await site.tab(context), await site.tab(context)]
  const session = { kind: 'session', session: 'a' }
  const results = await records(
    first,
    null,
    { onlyIf: 0, atLeast: 0, ...session },
    { onlyIf: 0, atLeast: 0, kind: 'ended' },
    { atLeast: 7, kind: 'signed-out' },
  )
  assert.deepEqual(results, [
    { generation: 0, kind: 'signed-out', replaced: false },
    { generation: 1, ...session, replaced: true },
    { generation: 1, ...session, replaced: false },
    { generation: 8, kind: 'signed-out', replaced: true },
  ])
  assert.deepEqual(await records(second, null), [{ generation: 8, kind: 'signed-out', replaced: false }])
})

test('of tabs that replace the same record at once exactly one succeeds', async () => {
  const pages = await Promise.all([1, 2, 3, 4].map(() => site.tab(context)))
  const all = await Promise.all(pages.map((page) => records(page, { onlyIf: 0, atLeast: 0, kind: 'session' })))
  assert.deepEqual(all.map(([{ replaced }]) => replaced).sort(), [false, false, false, true])
  assert.deepEqual(new Set(all.map(([{ generation }]) => generation)), new Set([1]))
})

test('what another script has put in the place of the record counts as nothing', async () => {
  const page = await site.tab(context)
  await records(page, null)
  const strange = [{ generation: 'many' }, { generation: 1, kind: 7 }, { generation: 1, kind: 'session', session: {} }, null, 'x']
  for (const row of strange) {
    await page.evaluate((row) => database.run('records', 'readwrite', (store) => void store.put(row, 'desk@sso')), row)
    assert.deepEqual(await records(page, null), [{ generation: 0, kind: 'signed-out', replaced: false }])
  }
})

test('a browser that denies the database says so', async () => {
  const page = await site.tab(context)
  await page.evaluate(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('Denied', 'SecurityError')
    }
  })
  assert.deepEqual(await records(page, null), [{ failure: 'denied' }])
})

test('a database that does not open is given up in time', async () => {
  const page = await site.tab(context)
  await page.clock.install()
  await page.evaluate(() => {
    IDBFactory.prototype.open = () => new EventTarget()
    window.result = undefined
  })
  const result = records(page, null)
  await page.waitForFunction(() => window.database)
  await page.clock.runFor(5001)
  assert.deepEqual(await result, [{ failure: 'denied' }])
})

test('a disk that is full is told apart', async () => {
  const page = await site.tab(context)
  const devtools = await context.newCDPSession(page)
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: site.origin, quotaSize: 10_000 })
  const [result] = await records(page, { atLeast: 0, kind: 'session', session: 'x'.repeat(1_000_000) })
  assert.deepEqual(result, { failure: 'full' })
})

test('a tab in which the database is open does not keep it from being deleted, and opens it again', async () => {
  const [first, second] = [await site.tab(context), await site.tab(context)]
  await records(first, { atLeast: 0, kind: 'ended' })
  await second.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const request = indexedDB.deleteDatabase('cx-auth')
        request.onsuccess = resolve
        request.onerror = () => reject(request.error)
      }),
  )
  assert.deepEqual(await records(first, null), [{ generation: 0, kind: 'signed-out', replaced: false }])
})
