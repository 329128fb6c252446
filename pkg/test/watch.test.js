// The end of the session at the provider, noticed by the provider's own page in a hidden frame.
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

/** A page that is signed in and watches; the provider's frame says what `says` is, and is asked every tenth of a second. */
async function watching(context, says) {
  const { provider, signedIn } = await app.world(context)
  const watched = { provider, says, questions: [] }
  provider.claims = { sid: 'session-7' }
  provider.metadata = { check_session_iframe: `${provider.issuer}/watch` }
  provider.faults.watch = (_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><script>
      onmessage = async ({ source, origin, data }) => source.postMessage(await (await fetch('said?' + encodeURIComponent(data))).text(), origin)
    </script>`)
  provider.faults.said = ({ query }, response) => {
    watched.questions.push(Object.keys(query)[0])
    response.end(watched.says)
  }
  const page = await signedIn()
  await page.evaluate(async () => {
    const { watchSession } = await import('/node_modules/cx-auth/watch.js')
    window.stop = watchSession(window.auth, { every: 0.1 })
  })
  const asked = async (more) => {
    const wanted = watched.questions.length + more
    while (watched.questions.length < wanted) await page.waitForEvent('request', (request) => request.url().includes('/said'))
  }
  return Object.assign(watched, { page, asked })
}

test('the end of the session is noticed, and no page is left', async (context) => {
  const watched = await watching(context, 'unchanged')
  await watched.asked(3)
  assert.equal(watched.questions[0], 'agentdesk session-7')
  assert.equal(await watched.page.evaluate(() => window.auth.state.status), 'signed-in')
  watched.provider.endSession()
  watched.says = 'changed'
  await waitForStatus(watched.page, 'needs-sign-in')
  assert.equal(new URL(watched.page.url()).pathname, '/')
})

test('a frame that cannot see its cookies throws nobody out', async (context) => {
  const watched = await watching(context, 'changed')
  const before = watched.provider.count('token')
  await watched.asked(3)
  assert.equal(watched.provider.count('token'), before)
  assert.equal(await watched.page.evaluate(() => window.auth.state.status), 'signed-in')
})

test('it ends when it is told to', async (context) => {
  const watched = await watching(context, 'unchanged')
  await watched.asked(1)
  await watched.page.evaluate(() => window.stop())
  assert.equal(await watched.page.evaluate(() => document.querySelectorAll('iframe').length), 0)
})
