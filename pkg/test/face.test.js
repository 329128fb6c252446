// The session object as a page uses it: popups, requests, streams and the rest, against a provider.
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

/** Calls this in the click of a button; leaves the promise, told as plain data, on the window. */
const click = (page, call) =>
  page
    .evaluate((source) => {
      const call = new Function(`return ${source}`)
      document.querySelector('button').onclick = () => {
        window.clicked = call().then(
          (value) => ({ value }),
          ({ code, kind }) => ({ code, kind }),
        )
      }
    }, call)
    .then(() => page.getByRole('button').click())
const clicked = (page) => page.evaluate(() => window.clicked)
const never = () => {}

test('signing in with a popup keeps the page, and gives back what it was given', async (context) => {
  const { provider, tab } = await app.world(context)
  const page = await tab()
  await page.evaluate(() => auth.start().then(() => (window.marker = 'same page')))
  const popup = page.waitForEvent('popup')
  await click(page, `auth.signInWithPopup({ appState: 'call-42', loginHint: 'agent1' })`)
  assert.deepEqual(await clicked(page), { value: { status: 'signed-in', appState: 'call-42' } })
  assert.equal(await page.evaluate(() => [window.marker, auth.user.username].join()), 'same page,agent1')
  await (await popup).waitForEvent('close').catch(never)
  assert.equal((await popup).isClosed(), true)
  assert.equal(provider.requests.filter(({ path }) => path.endsWith('/auth')).at(-1).query.login_hint, 'agent1')
})

test('a popup that the user closes, or the browser blocks, changes nothing', async (context) => {
  const { provider, tab } = await app.world(context)
  const page = await tab()
  await page.evaluate(() => auth.start())
  provider.faults.auth = (_, response) => response.end('<h1>Sign in</h1>')
  const popup = page.waitForEvent('popup')
  await click(page, 'auth.signInWithPopup()')
  await (await popup).close()
  assert.deepEqual(await clicked(page), { code: 'popup-closed', kind: 'browser' })
  await page.evaluate(() => (window.open = () => null))
  await click(page, 'auth.signInWithPopup()')
  assert.deepEqual(await clicked(page), { code: 'popup-blocked', kind: 'browser' })
  assert.equal(await page.evaluate(() => auth.state.status), 'signed-out')
})

test('recover tries the hidden frame first, and a popup only if that does not do', async (context) => {
  const { provider, tab } = await app.world(context)
  const page = await tab()
  await page.evaluate(() => auth.start())
  provider.signedIn = true
  await click(page, 'auth.recover()')
  assert.deepEqual(await clicked(page), { value: { status: 'signed-in' } })
  assert.equal(page.context().pages().length, 1)
  await page.evaluate(() => auth.revoke().catch(() => {}))
  await waitForStatus(page, 'signed-out')
  provider.signedIn = false
  const popup = page.waitForEvent('popup')
  await click(page, 'auth.recover()')
  await popup
  assert.deepEqual(await clicked(page), { value: { status: 'signed-in' } })
})

/** An API that accepts the tokens that the test wants. */
function api(provider, accepts, challenge = 'Bearer error="invalid_token"') {
  const seen = []
  provider.faults.api = ({ method, headers, body }, response) => {
    const token = headers.authorization
    seen.push({ method, token, proof: headers.dpop, body })
    if (accepts(token, seen.length)) return response.end('fine')
    response.writeHead(401, { 'www-authenticate': challenge }).end('no')
  }
  return seen
}

test('fetch sends the token to the origins that may have it, and another after a 401', async (context) => {
  const { provider, signedIn } = await app.world(context, { apiOrigins: ['http://127.0.0.1'] })
  const other = await signedIn()
  const elsewhere = api(provider, () => true)
  assert.equal(await other.evaluate((url) => auth.fetch(url).then((response) => response.text()), `${provider.origin}/api`), 'fine')
  assert.deepEqual(elsewhere.map(({ token }) => token), [undefined])
})

test('fetch replaces a token that the API refuses, once for many requests', async (context) => {
  const world = await app.world(context)
  const { provider, context: browsing, signedIn } = world
  await browsing.addInitScript((origin) => (window.testSettings.apiOrigins = [origin]), provider.origin)
  const page = await signedIn()
  const old = await page.evaluate(() => auth.accessToken())
  const seen = api(provider, (token) => token && token !== `Bearer ${old}`)
  const before = provider.count('token')
  const answers = await page.evaluate(async (url) => {
    const { fetch } = auth
    const all = await Promise.all([1, 2, 3].map((body) => fetch(url, { method: 'POST', body: String(body) })))
    return all.map(({ status }) => status)
  }, `${provider.origin}/api`)
  assert.deepEqual(answers, [200, 200, 200])
  assert.equal(provider.count('token') - before, 1)
  assert.deepEqual(seen.map(({ body }) => body).sort(), ['1', '1', '2', '2', '3', '3'])
})

test('fetch has the user sign in again if the API wants that, in a popup, and sends the request again', async (context) => {
  const { provider, context: browsing, signedIn } = await app.world(context)
  await browsing.addInitScript((origin) => (window.testSettings.apiOrigins = [origin]), provider.origin)
  const page = await signedIn()
  const challenge = 'Bearer error="insufficient_user_authentication", acr_values="gold", max_age="60"'
  const seen = api(provider, (_, count) => count > 1, challenge)
  provider.claims = { acr: 'gold' }
  const popup = page.waitForEvent('popup')
  await page.evaluate((url) => (window.url = url), `${provider.origin}/api`)
  await click(page, 'auth.fetch(window.url).then(({ status }) => status)')
  await popup
  assert.deepEqual(await clicked(page), { value: 200 })
  const { query } = provider.requests.filter(({ path }) => path.endsWith('/auth')).at(-1)
  assert.deepEqual([query.acr_values, query.max_age], ['gold', '60'])
  assert.notEqual(seen[0].token, seen[1].token)
})

test('with dpop each request brings a proof of its own, by the key that the tokens are bound to', async (context) => {
  const { provider, context: browsing, signedIn } = await app.world(context, { dpop: true })
  await browsing.addInitScript((origin) => (window.testSettings.apiOrigins = [origin]), provider.origin)
  const page = await signedIn()
  const seen = api(provider, () => true)
  await page.evaluate((url) => Promise.all([auth.fetch(url), auth.fetch(url)]), `${provider.origin}/api`)
  const part = (proof, index) => JSON.parse(Buffer.from(proof.split('.')[index], 'base64url'))
  for (const { token, proof } of seen) {
    assert.match(token, /^DPoP /)
    assert.deepEqual([part(proof, 1).htm, part(proof, 1).htu], ['GET', `${provider.origin}/api`])
  }
  assert.notEqual(part(seen[0].proof, 1).jti, part(seen[1].proof, 1).jti)
  const exchanged = provider.requests.filter(({ path }) => path.endsWith('/token')).at(-1).headers.dpop
  assert.deepEqual(part(seen[0].proof, 0).jwk, part(exchanged, 0).jwk)
})

test('the stream of tokens gives each renewed one, and ends at the sign-out', async (context) => {
  const { provider, signedIn } = await app.world(context)
  const page = await signedIn()
  await page.evaluate(() => {
    window.heard = []
    window.ended = (async () => {
      for await (const { accessToken, expiresAt } of auth.tokens()) heard.push([accessToken, expiresAt > Date.now()])
    })()
  })
  await page.waitForFunction(() => heard.length === 1)
  await page.evaluate(() => auth.accessToken({ insteadOf: heard[0][0] }))
  await page.waitForFunction(() => heard.length === 2)
  const heard = await page.evaluate(() => heard)
  assert.notEqual(heard[0][0], heard[1][0])
  assert.deepEqual(heard.map(([, isValid]) => isValid), [true, true])
  provider.faults.logout = never
  await page.evaluate(() => auth.revoke().catch(() => {}))
  await page.evaluate(() => window.ended)
})

test('userInfo is about this user, or rejects', async (context) => {
  const { provider, signedIn } = await app.world(context)
  const page = await signedIn()
  assert.deepEqual(await page.evaluate(() => auth.userInfo()), { sub: 'f3a1', phone: '+49 30 1' })
  provider.faults.userinfo = (_, response) => response.end('{"sub":"another"}')
  assert.equal(await page.evaluate(() => auth.userInfo().catch(({ code }) => code)), 'unexpected-answer')
})

test('revoke tells the provider, and signs out in all tabs without leaving a page', async (context) => {
  const { provider, tab, signedIn } = await app.world(context)
  const first = await signedIn()
  const second = await tab()
  await second.evaluate(() => auth.start())
  await first.evaluate(() => auth.revoke())
  await waitForStatus(second, 'signed-out')
  assert.equal(provider.requests.find(({ path }) => path.endsWith('/revoke')).form.token_type_hint, 'refresh_token')
  assert.equal(await first.evaluate(() => auth.state.reason), 'by-user')
  assert.equal(provider.count('logout'), 0)
})

test('the account address is Keycloak\'s, with the way back', async (context) => {
  const { provider, site, tab } = await app.world(context)
  const page = await tab()
  const address = new URL(await page.evaluate(() => auth.accountUrl({ redirectUri: location.origin + '/back' })))
  assert.equal(address.origin + address.pathname, `${provider.issuer}/account`)
  assert.deepEqual(Object.fromEntries(address.searchParams), { referrer: 'agentdesk', referrer_uri: `${site.origin}/back` })
})

test('what is idle is signed out after a warning, unless a call is held', async (context) => {
  const { provider, signedIn } = await app.world(context, { idle: { timeout: 4, warning: 2 } })
  const page = await signedIn()
  await page.evaluate(() => {
    window.told = []
    auth.on('idle-warning', ({ endsAt }) => told.push(['warning', endsAt > Date.now()]))
    auth.on('idle-resumed', () => told.push(['resumed']))
    window.release = auth.holdActivity('call-123')
  })
  await new Promise((resolve) => setTimeout(resolve, 5000))
  assert.deepEqual(await page.evaluate(() => told), [])
  provider.faults.logout = (_, response) => response.end('signed out')
  await page.evaluate(() => release())
  await page.waitForFunction(() => told.length === 1)
  assert.deepEqual(await page.evaluate(() => told), [['warning', true]])
  await page.waitForURL(/logout/)
  assert.equal(provider.count('logout'), 1)
})

test('a wrong idle option, or apiOrigins that are none, are refused by name', async (context) => {
  for (const [settings, name] of [[{ idle: { timeout: 'soon' } }, /idle/], [{ apiOrigins: ['api.example'] }, /origin/i], [{ storage: 'cookie' }, /storage/]]) {
    const { tab } = await app.world(context, settings)
    const page = await tab()
    const { code, message } = await page.evaluate(() => auth.start().catch(({ code, message }) => ({ code, message })))
    assert.equal(code, 'invalid-config')
    assert.match(message, name)
  }
})

test('notices can be listened to', async (context) => {
  const { provider, signedIn } = await app.world(context)
  const page = await signedIn()
  await page.evaluate(() => {
    window.told = []
    auth.on('notice', ({ name, code }) => told.push([name, code]))
  })
  assert.equal(typeof provider.origin, 'string')
  assert.deepEqual(await page.evaluate(() => told), [])
})

test('whoever enters the code on another device is signed in on this one, and stays so', async (context) => {
  const { provider, tab } = await app.world(context)
  const page = await tab()
  await page.evaluate(async () => {
    const { signInWithDevice } = await import('/node_modules/cx-auth/device.js')
    await auth.start()
    window.codes = []
    window.signing = signInWithDevice(auth, { onCode: (code) => codes.push(code.userCode) })
  })
  await page.waitForFunction(() => codes.length === 1)
  assert.equal(await page.evaluate(() => auth.state.status), 'signed-out')
  provider.signedIn = true
  assert.equal(await page.evaluate(() => window.signing.then(({ status }) => status)), 'signed-in')
  assert.equal(await page.evaluate(() => auth.user.username), 'agent1')
  const old = await page.evaluate(() => auth.accessToken())
  assert.notEqual(await page.evaluate((insteadOf) => auth.accessToken({ insteadOf }), old), old)
})

test('a token is exchanged for one of another service', async (context) => {
  const { provider, signedIn } = await app.world(context)
  const page = await signedIn()
  const { token, scheme } = await page.evaluate(async () => {
    const { exchangeToken } = await import('/node_modules/cx-auth/exchange.js')
    return exchangeToken(auth, { audience: 'reports' })
  })
  assert.deepEqual([token, scheme], ['for reports', 'Bearer'])
  const { form } = provider.requests.at(-1)
  assert.equal(form.subject_token, await page.evaluate(() => auth.accessToken()))
  assert.equal(form.client_id, 'agentdesk')
})
