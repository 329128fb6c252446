// Sign-in in a popup, as far as the browser does it.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, beforeEach, afterEach, test } from 'node:test'
import { launch } from './support/browser.js'
import { modulesSite } from './support/modules.js'

let browser, site, provider, context
before(async () => {
  ;[browser, site] = await Promise.all([launch(), modulesSite()])
  provider = await otherOrigin()
})
after(async () => {
  await browser?.close()
  await site?.end()
  await provider?.close()
})
beforeEach(async () => (context = await browser.newContext()))
afterEach(() => context.close())

/** A page of another origin; under `/cut-off` it takes the opener away. `?next=` is where its link leads. */
async function otherOrigin() {
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://provider')
    if (url.pathname === '/cut-off') response.setHeader('cross-origin-opener-policy', 'same-origin')
    response.setHeader('content-type', 'text/html')
    response.end(`<!doctype html><title>Sign in</title><a href="${url.searchParams.get('next')}">Sign in</a>`)
  })
  await new Promise((resolve) => server.listen(0, 'localhost', resolve))
  return {
    // Another site, not only another port: only such a page can cut off the opener.
    origin: `http://localhost:${server.address().port}`,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Opens a popup in the click of a button, and sends it to the provider. */
async function openPopup(page, path = '/sign-in') {
  await page.evaluate(async () => {
    const { openPopup } = await module('host/popup.js')
    document.body.innerHTML = '<button>Sign in</button>'
    document.querySelector('button').onclick = () => (window.popup = openPopup(reply))
  })
  const [popup] = await Promise.all([page.waitForEvent('popup'), page.getByRole('button').click()])
  const arrival = `${site.origin}/silent.html?code=1&state=2`
  await page.evaluate((url) => popup.go(url), `${provider.origin}${path}?next=${encodeURIComponent(arrival)}`)
  await popup.waitForURL(provider.origin + '/**')
  return { popup, arrival }
}
const replied = (page, count) => page.evaluate((count) => window.replied(count), count)

test('the popup opens empty at the click, and its arrival is heard', async () => {
  const page = await site.tab(context)
  const { popup, arrival } = await openPopup(page)
  assert.equal(await popup.evaluate(() => window.opener !== null), true)
  await popup.getByRole('link').click()
  assert.deepEqual(await replied(page, 1), [{ url: arrival }])
  const closed = popup.waitForEvent('close')
  await page.evaluate(() => popup.close())
  await closed
})

test('a popup whose opener was cut off on the way is heard all the same, and closes itself', async () => {
  const page = await site.tab(context)
  await page.evaluate(() => (document.hasFocus = () => false))
  const { popup, arrival } = await openPopup(page, '/cut-off')
  assert.equal(await popup.evaluate(() => window.opener), null)
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 700)))
  assert.deepEqual(await page.evaluate(() => replies), [])
  const closed = popup.waitForEvent('close')
  await popup.getByRole('link').click()
  assert.deepEqual(await replied(page, 1), [{ url: arrival }])
  await closed
})

test('a popup that the user closes is noticed', async () => {
  const page = await site.tab(context)
  const { popup } = await openPopup(page)
  await popup.close()
  assert.deepEqual(await replied(page, 1), [{ failure: 'closed' }])
})

test('a popup that the browser blocks is told at once', async () => {
  const page = await site.tab(context)
  await page.evaluate(async () => {
    const { openPopup } = await module('host/popup.js')
    window.open = () => null
    openPopup(reply).close()
  })
  assert.deepEqual(await page.evaluate(() => replies), [{ failure: 'blocked' }])
})

test('nobody else can speak for the popup', async () => {
  const page = await site.tab(context)
  const { popup, arrival } = await openPopup(page)
  // This page itself, another origin in the popup, and what is no text.
  await page.evaluate(() => window.postMessage(location.origin + '/silent.html?code=forged', '*'))
  await popup.evaluate(() => opener.postMessage('https://evil.example/?code=forged', '*'))
  await popup.getByRole('link').click()
  assert.deepEqual(await replied(page, 1), [{ url: arrival }])
})

test('a popup that is called off leaves no listener behind', async () => {
  const page = await site.tab(context)
  const { popup } = await openPopup(page)
  const closed = popup.waitForEvent('close')
  await page.evaluate(() => popup.close())
  await closed
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 700)))
  assert.deepEqual(await page.evaluate(() => replies), [])
})
