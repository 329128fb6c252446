// Signing out whom nobody sees any more, over several tabs. The time is the test's.
import assert from 'node:assert/strict'
import { after, before, beforeEach, afterEach, test } from 'node:test'
import { launch } from './support/browser.js'
import { modulesSite } from './support/modules.js'

let browser, site, context
/** When each test begins: the clock stands still but for what a test lets pass. */
const START = 1_000_000
before(async () => {
  ;[browser, site] = await Promise.all([launch(), modulesSite()])
})
after(async () => {
  await browser?.close()
  await site?.end()
})
beforeEach(async () => {
  context = await browser.newContext()
  await context.clock.install({ time: 0 })
  await context.clock.pauseAt(START)
})
afterEach(() => context.close())

/** A tab in which somebody is signed in, and signed out after 600 seconds. */
async function tab(options = { timeout: 600, warning: 60 }) {
  const page = await site.tab(context)
  await page.evaluate(async (options) => {
    const { watchIdle } = await module('idle.js')
    const listeners = new Set()
    const channel = new BroadcastChannel('signed-out')
    const echo = new BroadcastChannel('echo')
    let echoes = 0
    echo.onmessage = ({ data }) => {
      if (data === 'call') echo.postMessage('echo')
      else echoes += 1
    }
    /** Settles when so many others have heard all that this tab has said, and this one what they had said till then. */
    window.call = async (others) => {
      echoes = 0
      echo.postMessage('call')
      while (echoes < others) await new Promise((heard) => echo.addEventListener('message', heard, { once: true }))
    }
    const become = (is) => {
      window.isSignedIn = is
      listeners.forEach((listener) => listener())
    }
    channel.onmessage = () => become(false)
    window.told = []
    window.become = become
    window.isSignedIn = true
    window.idle = watchIdle({ issuer: 'https://sso.example', clientId: 'desk', idle: options }, {
      isSignedIn: () => window.isSignedIn,
      subscribe: (listener) => (listeners.add(listener), () => listeners.delete(listener)),
      tell: (event, detail) => told.push([event, detail && detail.endsAt - 1_000_000]),
      signOut: async () => {
        told.push(['signed out'])
        channel.postMessage('')
        become(false)
      },
    })
  }, options)
  return page
}
const told = (page) => page.evaluate(() => told)
const move = (page) => page.evaluate(() => void window.dispatchEvent(new PointerEvent('pointermove')))
/**
 * Lets time pass in every tab, in steps after each of which they hear of each other. While a step runs its timers, real time
 * stands nearly still: where an answer of a lock or of another tab decides, a step must be shorter than the wait for it.
 */
async function pass(seconds, step = seconds) {
  for (let left = seconds; left > 0; left -= step) {
    await context.clock.runFor(Math.min(step, left) * 1000)
    await settle()
  }
}
/** Until what the tabs have asked of the locks is answered, and what they have said is heard: what comes of it too. */
async function settle() {
  const pages = context.pages()
  for (let round = 0; round < 2; round += 1) {
    for (const page of pages) await page.evaluate(() => navigator.locks.query())
    for (const page of pages) await page.evaluate((others) => call(others), pages.length - 1)
  }
}

test('nobody moves: a warning that says until when, then signed out, once', async () => {
  const page = await tab()
  await pass(539)
  assert.deepEqual(await told(page), [])
  await pass(2)
  assert.deepEqual(await told(page), [['idle-warning', 600_000]])
  await pass(58)
  assert.equal((await told(page)).length, 1)
  await pass(3, 1)
  await page.waitForFunction(() => told.length > 1)
  await pass(3000, 1000)
  const all = await told(page)
  assert.deepEqual(all.map(([what]) => what), ['idle-warning', 'signed out'])
})

test('a sign of life puts it off, and ends the warning', async () => {
  const page = await tab()
  await pass(500)
  await move(page)
  await pass(500)
  assert.deepEqual(await told(page), [])
  await pass(41)
  assert.deepEqual(await told(page), [['idle-warning', 1_100_000]])
  await page.keyboard.press('a')
  assert.deepEqual((await told(page)).at(-1), ['idle-resumed', undefined])
  await pass(100)
  assert.equal((await told(page)).length, 2)
})

test('a sign of life in one tab counts in all', async () => {
  const [first, second] = [await tab(), await tab()]
  await pass(545)
  for (const page of [first, second]) assert.equal((await told(page)).length, 1)
  await move(second)
  await first.waitForFunction(() => told.length === 2)
  for (const page of [first, second]) assert.deepEqual((await told(page)).at(-1), ['idle-resumed', undefined])
  await pass(100)
  for (const page of [first, second]) assert.equal((await told(page)).length, 2)
})

test('of several tabs one signs out', async () => {
  const pages = [await tab(), await tab(), await tab()]
  await pass(541)
  await pass(58)
  await pass(4, 0.25)
  const all = (await Promise.all(pages.map(told))).flat()
  assert.equal(all.filter(([what]) => what === 'signed out').length, 1)
  assert.equal(all.filter(([what]) => what === 'idle-warning').length, 3)
})

test('while any tab holds on, as for a call, nobody is idle; afterwards the time begins anew', async () => {
  const [agent, other] = [await tab(), await tab()]
  await agent.evaluate(() => void (window.release = idle.hold()))
  await pass(4000, 100)
  for (const page of [agent, other]) assert.deepEqual(await told(page), [])
  await agent.evaluate(() => release())
  await pass(500, 100)
  for (const page of [agent, other]) assert.deepEqual(await told(page), [])
  await pass(99)
  // From when the time is over until one has asked the others and has signed out.
  await pass(4, 0.25)
  const all = [await told(agent), await told(other)].flat()
  assert.equal(all.filter(([what]) => what === 'signed out').length, 1)
})

test('two calls are two holds, and a hold let go of twice is let go of once', async () => {
  const page = await tab()
  await page.evaluate(() => {
    const first = idle.hold()
    window.release = idle.hold()
    first()
    first()
  })
  await pass(1000, 100)
  assert.deepEqual(await told(page), [])
  await page.evaluate(() => release())
  await pass(600, 200)
  await pass(4, 1)
  assert.equal((await told(page)).at(-1)[0], 'signed out')
})

test('a tab that is gone holds no longer', async () => {
  const [agent, other] = [await tab(), await tab()]
  await agent.evaluate(() => void idle.hold())
  await pass(1000, 100)
  await agent.close()
  await pass(1300, 50)
  assert.deepEqual((await told(other)).map(([what]) => what), ['idle-warning', 'signed out'])
})

test('a laptop that slept through the end is signed out, and the first move of the mouse is no sign of life', async () => {
  const page = await tab()
  // The clock jumps, and no timer has rung yet.
  await context.clock.setSystemTime(START + 7_200_000)
  await move(page)
  await pass(2, 0.6)
  assert.deepEqual((await told(page)).map(([what]) => what), ['signed out'])
})

test('a laptop that slept into the last minute has what is left of it', async () => {
  const page = await tab()
  await context.clock.setSystemTime(START + 570_000)
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow')))
  await page.waitForFunction(() => told.length > 0)
  assert.deepEqual(await told(page), [['idle-warning', 600_000]])
})

test('nobody signed in, nothing counted; whoever signs in begins anew', async () => {
  const page = await tab()
  await page.evaluate(() => become(false))
  await pass(1000, 100)
  assert.deepEqual(await told(page), [])
  await page.evaluate(() => become(true))
  await pass(539, 539)
  assert.deepEqual(await told(page), [])
  await pass(2)
  assert.deepEqual(await told(page), [['idle-warning', 1_600_000]])
})

test('closed, it does and hears nothing', async () => {
  const page = await tab()
  await page.evaluate(() => void idle.hold())
  await page.evaluate(() => idle.close())
  await page.waitForFunction(async () => (await navigator.locks.query()).held.length === 0)
  await pass(1000, 100)
  assert.deepEqual(await told(page), [])
})

test('what is no time limit is refused', async () => {
  for (const idle of [{}, { timeout: 0 }, { timeout: '600' }, { timeout: 600, warning: -1 }, true]) {
    const page = await site.tab(context)
    const code = await page.evaluate(async (idle) => {
      const { watchIdle } = await module('idle.js')
      try {
        watchIdle({ idle }, {})
      } catch ({ name, code }) {
        return [name, code]
      }
    }, idle)
    assert.deepEqual(code, ['AuthError', 'invalid-config'], JSON.stringify(idle))
  }
})
