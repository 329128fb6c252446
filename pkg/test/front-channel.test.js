// The provider tells of a sign-out, in a frame of its own.
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

/** Loads the page as the provider does, in a tab of its own; resolves when it has said what it had to say. */
async function load({ context, site }, query) {
  const page = await context.newPage()
  await page.goto(`${site.origin}/front-channel.html?${new URLSearchParams(query)}`, { waitUntil: 'load' })
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)))
  await page.close()
}
const status = (page) => page.evaluate(() => auth.state.status)

test('the session that ended at the provider ends in all tabs, and no page is left', async (context) => {
  const world = await app.world(context)
  const first = await world.signedIn()
  const second = await world.tab()
  await second.evaluate(() => auth.start())
  await load(world, { iss: world.provider.issuer, sid: 'session-one' })
  for (const page of [first, second]) await waitForStatus(page, 'needs-sign-in')
  assert.equal(world.provider.count('logout'), 0)
  assert.equal(await first.evaluate(() => auth.accessToken().catch(({ code }) => code)), 'session-ended')
})

test('another session, another issuer, or who does not say which, ends nothing', async (context) => {
  const world = await app.world(context)
  const page = await world.signedIn()
  const { issuer } = world.provider
  for (const query of [{ iss: issuer, sid: 'session-two' }, { iss: 'https://other.example', sid: 'session-one' }, { iss: issuer }, { sid: 'session-one' }, {}]) {
    await load(world, query)
    assert.equal(await status(page), 'signed-in', JSON.stringify(query))
  }
})

test('a session that is kept is forgotten also when no tab is open', async (context) => {
  const world = await app.world(context, { storage: 'local', silentRedirectUri: undefined })
  const page = await world.signedIn()
  // The state is told before the database has it, and a page that is closed in between takes the session along.
  await page.waitForFunction(async () => {
    const { held } = await navigator.locks.query()
    return held?.every(({ name }) => name?.endsWith('#tab'))
  })
  await page.close()
  await load(world, { iss: world.provider.issuer, sid: 'session-two' })
  const kept = await world.tab()
  assert.equal((await kept.evaluate(() => auth.start())).status, 'signed-in')
  await kept.close()
  await load(world, { iss: world.provider.issuer, sid: 'session-one' })
  const later = await world.tab()
  assert.equal((await later.evaluate(() => auth.start())).status, 'signed-out')
})

test('where nobody ever signed in the page makes no database', async (context) => {
  const world = await app.world(context)
  const page = await world.context.newPage()
  await page.goto(`${world.site.origin}/front-channel.html?iss=x&sid=y`)
  assert.deepEqual(await page.evaluate(() => indexedDB.databases()), [])
})
