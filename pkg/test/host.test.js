// What the browser is asked to do: requests, hidden frames, session storage, signs of life.
import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { launch } from './support/browser.js'
import { modulesSite } from './support/modules.js'

let browser, site, context, page
before(async () => {
  ;[browser, site] = await Promise.all([launch(), modulesSite()])
})
after(async () => {
  await browser?.close()
  await site?.end()
})
beforeEach(async () => {
  context = await browser.newContext()
  page = await site.tab(context)
})
afterEach(() => context.close())

const replied = (count = 1) => page.evaluate((count) => window.replied(count), count)

/** Lets `fetch` answer as `answer` says; what it was asked is kept as `asked`. */
const fetchAnswers = (answer) =>
  page.evaluate((source) => {
    const answer = new Function(`return (${source})`)()
    window.fetch = async (...words) => {
      const request = new Request(...words)
      const { method, url, credentials, redirect, cache, signal } = request
      window.asked = { method, url, credentials, redirect, cache, headers: [...request.headers], body: await request.text() }
      window.askedSignal = words[1].signal
      return answer(signal)
    }
  }, answer.toString())

const POST = {
  output: 'http',
  id: 1,
  method: 'POST',
  url: 'https://sso.example/token',
  headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
  body: 'grant_type=refresh_token&refresh_token=r1',
  timeout: 5000,
}
const send = (changes) =>
  page.evaluate(
    async (request) => {
      const { send } = await module('host/fetch.js')
      window.callOff = send(request, reply)
    },
    { ...POST, ...changes },
  )

test('a request is sent whole, without cookies, and follows no redirect', async () => {
  await fetchAnswers(() => new Response('{"access_token":"a1"}'))
  await send()
  assert.deepEqual(await replied(), [{ status: 200, body: '{"access_token":"a1"}' }])
  const { output, id, timeout, headers, ...request } = POST
  assert.deepEqual(await page.evaluate(() => asked), {
    ...request,
    headers: Object.entries(headers),
    credentials: 'omit',
    redirect: 'error',
    cache: 'no-store',
  })
})

test('a request without a body is sent whole', async () => {
  await fetchAnswers(() => new Response('{}'))
  await send({ method: 'GET', body: undefined })
  assert.deepEqual(await replied(), [{ status: 200, body: '{}' }])
  assert.deepEqual(await page.evaluate(() => [asked.method, asked.body]), ['GET', ''])
})

test('an error status is an answer', async () => {
  await fetchAnswers(() => new Response('<h1>Oops</h1>', { status: 500 }))
  await send()
  assert.deepEqual(await replied(), [{ status: 500, body: '<h1>Oops</h1>' }])
})

test('a refused connection is told from being offline', async () => {
  await fetchAnswers(() => Promise.reject(new TypeError('Failed to fetch')))
  await send()
  assert.deepEqual(await replied(), [{ failure: 'network' }])
  await context.setOffline(true)
  await page.evaluate(() => void replies.splice(0))
  await send()
  assert.deepEqual(await replied(), [{ failure: 'offline' }])
})

test('the time limit holds even if fetch ignores it, or the body never ends', async () => {
  await fetchAnswers(() => new Promise(() => {}))
  await send({ timeout: 50 })
  assert.deepEqual(await replied(), [{ failure: 'timeout' }])
  await fetchAnswers(() => new Response(new ReadableStream({ start() {} })))
  await page.evaluate(() => void replies.splice(0))
  await send({ timeout: 50 })
  assert.deepEqual(await replied(), [{ failure: 'timeout' }])
})

test('a request that is called off is aborted, and its time limit with it', async () => {
  await fetchAnswers(() => new Promise(() => {}))
  await send({ timeout: 100 })
  assert.equal(await page.evaluate(() => (callOff(), askedSignal.aborted)), true)
  await new Promise((resolve) => setTimeout(resolve, 200))
  assert.deepEqual(await page.evaluate(() => replies), [])
})

/** Opens a hidden frame at a page of this site with this script in it. */
async function openFrame(script, timeout = 5000) {
  const url = `${site.origin}/frame.html?code=1`
  await page.route(url, (route) => route.fulfill({ contentType: 'text/html', body: `<script>${script}</script>` }))
  await page.evaluate(
    async ({ url, timeout }) => {
      const { openFrame } = await module('host/frame.js')
      window.callOff = openFrame({ output: 'frame', id: 1, url, timeout }, location.origin + '/elsewhere.html', reply)
    },
    { url, timeout },
  )
  return url
}
const frames = () => page.locator('iframe[title="Silent sign-in"]')

test('the silent page hands over its address', async () => {
  const url = await openFrame('parent.postMessage(location.href, location.origin)')
  assert.deepEqual(await replied(), [{ url }])
  assert.equal(await frames().count(), 1)
  assert.equal(await frames().isVisible(), false)
  await page.evaluate(() => callOff())
  assert.equal(await frames().count(), 0)
})

test('a frame that says nothing is given up', async () => {
  await openFrame('', 50)
  assert.deepEqual(await replied(), [{ failure: 'timeout' }])
})

test('a message from anywhere else, or of another kind, is no answer', async () => {
  await openFrame(`parent.postMessage({ href: location.href }, location.origin)`, 300)
  await page.evaluate(() => postMessage('https://desk.example/silent.html?code=forged', location.origin))
  assert.deepEqual(await replied(), [{ failure: 'timeout' }])
})

test('a frame that is called off says nothing more', async () => {
  await openFrame(`setTimeout(() => parent.postMessage(location.href, location.origin), 50)`, 100)
  await page.evaluate(() => callOff())
  await new Promise((resolve) => setTimeout(resolve, 200))
  assert.deepEqual(await page.evaluate(() => replies), [])
})

const store = (output, value) =>
  page.evaluate(
    async (command) => {
      const { store } = await module('host/storage.js')
      return store(command)
    },
    { output, id: 1, area: 'session', key: 'key', value },
  )

test('what was written is read until it is removed', async () => {
  assert.deepEqual(await store('write', 'value'), {})
  assert.equal(await page.evaluate(() => sessionStorage.getItem('key')), 'value')
  assert.deepEqual(await store('read'), { value: 'value' })
  assert.deepEqual(await store('remove'), {})
  assert.deepEqual(await store('read'), { value: undefined })
})

test('denied storage is a failure of every command, and told from full storage', async () => {
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError')
    }
  })
  assert.deepEqual(await store('write', 'value'), { failure: 'full' })
  assert.deepEqual(await store('read'), { value: undefined })
  await page.evaluate(() =>
    Object.defineProperty(window, 'sessionStorage', {
      get() {
        throw new DOMException('Access is denied for this document.', 'SecurityError')
      },
    }),
  )
  for (const output of ['write', 'read', 'remove']) assert.deepEqual(await store(output, 'value'), { failure: 'denied' })
})

test('each sign of life wakes with its cause until nobody listens', async () => {
  const heard = await page.evaluate(async () => {
    const { listen } = await module('host/wake.js')
    const heard = []
    const end = listen((cause) => heard.push(cause))
    const restored = () => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
    document.dispatchEvent(new Event('visibilitychange'))
    document.dispatchEvent(new Event('resume'))
    window.dispatchEvent(new Event('focus'))
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }))
    restored()
    window.dispatchEvent(new Event('online'))
    Object.defineProperty(document, 'visibilityState', { value: 'hidden' })
    document.dispatchEvent(new Event('visibilitychange'))
    end()
    restored()
    return heard
  })
  assert.deepEqual(heard, ['visible', 'visible', 'visible', 'visible', 'restored', 'online'])
})

test('a timer rings early rather than at once when it is set too far', async () => {
  await page.evaluate(async () => {
    const { after } = await module('host/timer.js')
    for (const time of [2 ** 31, Infinity]) after(time, () => reply('too early'))
    after(-5, () => reply('now'))
    after(0, () => reply('called off'))()
  })
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.deepEqual(await page.evaluate(() => replies), ['now'])
})
