// Several tabs of one app, as the user has them: one session, wherever it is kept.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launch, waitForStatus } from './support/browser.js'
import { desk } from './support/desk.js'

let browser, app
before(async () => {
  browser = await launch()
  app = await desk(browser)
})
after(async () => {
  await browser?.close()
  await app?.remove()
})

const start = (page) => page.evaluate(() => auth.start().then(({ status, reason }) => [status, reason]))
const token = (page, options) => page.evaluate((options) => auth.accessToken(options), options)

test('a new tab has the session of the first, without a word to the provider', async (context) => {
  const { provider, tab, signedIn } = await app.world(context)
  const first = await signedIn()
  const asked = provider.requests.filter(({ path }) => !path.endsWith('certs')).length
  const second = await tab()
  assert.deepEqual(await start(second), ['signed-in', undefined])
  assert.equal(await second.evaluate(() => auth.user.username), 'agent1')
  assert.equal(await token(second), await token(first))
  const since = provider.requests.slice(asked).map(({ path }) => path.split('/').at(-1))
  assert.deepEqual(since.filter((name) => name === 'auth' || name === 'token'), [])
})

test('tabs that all want another token at once ask for one', async (context) => {
  const { provider, tab, signedIn } = await app.world(context)
  const pages = [await signedIn(), await tab(), await tab()]
  await Promise.all(pages.slice(1).map(start))
  const old = await token(pages[0])
  const before = provider.count('token')
  const fresh = await Promise.all(pages.map((page) => token(page, { insteadOf: old })))
  assert.equal(new Set(fresh).size, 1)
  assert.notEqual(fresh[0], old)
  assert.equal(provider.count('token') - before, 1)
})

test('whoever signs out in one tab is signed out in all, and only one of them leaves', async (context) => {
  const { provider, tab, signedIn } = await app.world(context)
  const first = await signedIn()
  const second = await tab()
  await start(second)
  await first.evaluate(() => void auth.signOut())
  await waitForStatus(second, 'signed-out')
  assert.deepEqual(await second.evaluate(() => auth.state), { status: 'signed-out', reason: 'by-user' })
  await first.waitForFunction(() => window.auth?.state.status === 'loading')
  assert.equal(provider.count('logout'), 1)
})

test('whoever signs in in one tab is signed in in all', async (context) => {
  const { tab, signedIn } = await app.world(context)
  const second = await tab()
  assert.deepEqual(await start(second), ['signed-out', 'no-session'])
  await signedIn()
  await waitForStatus(second, 'signed-in')
})

test('in memory nothing is written: no token is in any storage', async (context) => {
  const { tab, signedIn } = await app.world(context)
  const page = await signedIn()
  const kept = await page.evaluate(everythingKept)
  assert.ok(!kept.includes(await token(page)))
  assert.ok(!kept.includes('refresh_token'), kept)
})

for (const storage of ['session', 'local']) {
  test(`a reload finds the session in ${storage} storage, without a word to the provider`, async (context) => {
    const { provider, tab, signedIn } = await app.world(context, { storage, silentRedirectUri: undefined })
    const page = await signedIn()
    const before = await token(page)
    // It is kept a moment after the sign-in is told.
    while (!(await page.evaluate(everythingKept)).includes(before));
    await page.reload()
    await page.waitForFunction(() => window.auth)
    const asked = provider.count('token')
    assert.deepEqual(await start(page), ['signed-in', undefined])
    assert.equal(await token(page), before)
    assert.equal(provider.count('token'), asked)
    await page.evaluate(() => void auth.signOut())
    await page.waitForFunction(() => window.auth?.state.status === 'loading')
    assert.ok(!(await page.evaluate(everythingKept)).includes(before))
  })
}

test('a reload finds the session where the app has put it', async (context) => {
  const { context: browsing, provider, tab, signedIn } = await app.world(context, { storage: 'own', silentRedirectUri: undefined })
  await browsing.addInitScript(() => {
    window.testSettings.storage = {
      read: async () => localStorage.getItem('mine') ?? undefined,
      write: async (value) => (value === undefined ? localStorage.removeItem('mine') : localStorage.setItem('mine', value)),
    }
  })
  const page = await signedIn()
  assert.ok(await page.evaluate(() => localStorage.getItem('mine')))
  await page.reload()
  await page.waitForFunction(() => window.auth)
  const asked = provider.count('token')
  assert.deepEqual(await start(page), ['signed-in', undefined])
  assert.equal(provider.count('token'), asked)
})

test('an own storage that throws or never answers does not keep anybody from working', async (context) => {
  const { context: browsing, tab, signedIn } = await app.world(context, { timeoutMs: 2000 })
  await browsing.addInitScript(() => {
    window.testSettings.storage = {
      read: () => {
        throw new Error('no')
      },
      write: () => new Promise(() => {}),
    }
  })
  const page = await signedIn()
  assert.equal(await page.evaluate(() => auth.state.status), 'signed-in')
})

for (const lacking of ['locks', 'indexedDB', 'BroadcastChannel']) {
  test(`without ${lacking} each tab is on its own, and works`, async (context) => {
    const { context: browsing, tab, signedIn } = await app.world(context)
    await browsing.addInitScript((lacking) => {
      if (lacking === 'locks') Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })
      else Object.defineProperty(window, lacking, { value: undefined })
    }, lacking)
    const page = await signedIn()
    assert.equal(await page.evaluate(() => auth.state.status), 'signed-in')
    const second = await tab()
    assert.deepEqual(await start(second), ['signed-in', undefined])
  })
}

test('two apps, or realms, on one page do not disturb each other', async (context) => {
  const { tab, signedIn } = await app.world(context)
  const page = await signedIn()
  const other = await page.evaluate(async () => {
    const { createAuth } = await import('/node_modules/cx-auth/index.js')
    const { issuer } = window.testSettings
    window.other = createAuth({ issuer, clientId: 'admin' })
    const { status } = await window.other.start()
    window.other.dispose()
    return status
  })
  assert.equal(other, 'signed-out')
  assert.equal(await page.evaluate(() => auth.state.status), 'signed-in')
})

/** Everything in the storages of this origin that a script could read, as one text. */
async function everythingKept() {
  const kept = [Object.entries(sessionStorage), Object.entries(localStorage)]
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((resolve) => (indexedDB.open(name).onsuccess = ({ target }) => resolve(target.result)))
    for (const store of database.objectStoreNames) {
      const request = database.transaction(store).objectStore(store).getAll()
      await new Promise((resolve) => (request.onsuccess = resolve))
      kept.push(request.result)
    }
    database.close()
  }
  return JSON.stringify(kept).replaceAll('%20', ' ')
}
