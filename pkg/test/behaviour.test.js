// What the packed package does in a browser when the world is unkind: each test has a provider and a window of its own.
import assert from 'node:assert/strict'
import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { launch, openApp, outcome, waitForStatus } from './support/browser.js'
import { blankProject } from './support/project.js'
import { startProvider } from './support/provider.js'
import { serve, strictPolicy } from './support/site.js'

let project, browser
before(async () => {
  project = await blankProject()
  browser = await launch()
  const app = await readFile(new URL('./support/app.js', import.meta.url), 'utf8')
  await project.write('app.js', app.replace(`'cx-auth'`, `'/node_modules/cx-auth/index.js'`))
  await project.write('index.html', '<!doctype html><title>Desk</title><script type="module" src="/app.js"></script>')
  for (const file of ['silent.html', 'silent.js']) await cp(join(project.installed, file), join(project.folder, file))
})
after(async () => {
  await browser?.close()
  await project.remove()
})

/** A provider, a site and a function that opens the app on them. */
async function world(context, { policy = strictPolicy('http://127.0.0.1:*'), faults } = {}) {
  const provider = await startProvider()
  const site = await serve(project.folder, { policy, faults })
  context.after(() => provider.close())
  context.after(() => site.close())
  const open = async (settings, prepare, address = `${site.origin}/`) => {
    const page = await openApp(browser, address, { issuer: provider.issuer, ...settings }, prepare)
    context.after(() => page.context().close())
    return page
  }
  const silent = { silentRedirectUri: `${site.origin}/silent.html` }
  return { provider, site, open, silent }
}

async function signedIn(context, settings = {}) {
  const all = await world(context)
  const page = await all.open({ onLoad: 'sign-in-required', ...all.silent, ...settings })
  await waitForStatus(page, 'signed-in')
  return { ...all, page }
}

const failed = ({ isAuthError, name, code, kind }) => ({ isAuthError, name, code, kind })
const failure = (code, kind) => ({ isAuthError: true, name: 'AuthError', code, kind })
const never = () => {}
/** The answer to a navigation that leaves the browser on the page it is on. */
const stay = (_, response) => response.writeHead(204).end()

test('start called twice at once, and once more, asks once', async (context) => {
  const { provider, open, silent } = await world(context)
  const page = await open(silent)
  const { value } = await outcome(page, () => Promise.all([auth.start(), auth.start()]).then(async (two) => [...two, await auth.start()]))
  const nobody = { status: 'signed-out', reason: 'no-session' }
  assert.deepEqual(value, [nobody, nobody, nobody])
  assert.equal(provider.count('openid-configuration'), 1)
  assert.equal(provider.count('auth'), 1)
  assert.deepEqual(await page.evaluate(() => states), ['signed-out'])
})

test('a provider that is gone is a typed error and a state, and start tries again when it is back', async (context) => {
  const { provider, open, silent } = await world(context)
  const { port } = provider
  await provider.close()
  const page = await open(silent)
  const result = await outcome(page, () => auth.start())
  assert.deepEqual(failed(result), failure('unreachable', 'unreachable'))
  assert.deepEqual(result.state, { status: 'signed-out', code: 'unreachable' })

  const back = await startProvider(port)
  context.after(() => back.close())
  assert.equal((await outcome(page, () => auth.start())).value.reason, 'no-session')
})

test('a provider that never answers is a typed error within the time limit', async (context) => {
  const { provider, open } = await world(context)
  provider.faults['openid-configuration'] = never
  const page = await open({ timeoutMs: 500 })
  const result = await outcome(page, () => auth.start())
  assert.deepEqual(failed(result), failure('timeout', 'unreachable'))
  assert.ok(result.milliseconds < 1500, `${result.milliseconds} ms`)
})

test('a silent page that may not be framed is a typed error within the time limit', async (context) => {
  const faults = { 'silent.html': (_, response) => response.writeHead(200, { 'x-frame-options': 'DENY' }).end() }
  const { open, silent } = await world(context, { faults })
  const page = await open({ timeoutMs: 500, ...silent })
  const result = await outcome(page, () => auth.start().catch(() => {}))
  assert.deepEqual(result.state, { status: 'signed-out', code: 'silent-timeout' })
  assert.ok(result.milliseconds < 2000, `${result.milliseconds} ms`)
  assert.equal(await page.locator('iframe').count(), 0)
})

const WASM = 'cx_auth_bg.wasm'

test('WebAssembly that is not there is a typed error, and start tries again', async (context) => {
  const faults = { [WASM]: (_, response) => response.writeHead(404).end('<h1>Not found</h1>') }
  const { open } = await world(context, { faults })
  const page = await open()
  const result = await outcome(page, () => auth.start())
  assert.deepEqual(failed(result), failure('wasm-unavailable', 'browser'))
  assert.deepEqual(result.state, { status: 'signed-out', code: 'wasm-unavailable' })
  delete faults[WASM]
  assert.equal((await outcome(page, () => auth.start())).value.status, 'signed-out')
})

test('WebAssembly that never comes is a typed error within the time limit', async (context) => {
  const { open } = await world(context, { faults: { [WASM]: never } })
  const page = await open({ timeoutMs: 500 })
  const result = await outcome(page, () => auth.signIn())
  assert.deepEqual(failed(result), failure('wasm-unavailable', 'browser'))
  assert.ok(result.milliseconds < 1500, `${result.milliseconds} ms`)
})

test('WebAssembly that the policy forbids is a typed error', async (context) => {
  const { open } = await world(context, { policy: strictPolicy('http://127.0.0.1:*').replace(`'wasm-unsafe-eval'`, '') })
  const page = await open()
  assert.deepEqual(failed(await outcome(page, () => auth.start())), failure('wasm-unavailable', 'browser'))
})

test('signIn called twice leaves the page once', async (context) => {
  const { provider, open } = await world(context)
  const page = await open()
  await page.evaluate(() => void setTimeout(() => [auth.signIn(), auth.signIn()]))
  await page.waitForURL(/code=/)
  await page.waitForFunction(() => window.auth)
  assert.equal(provider.count('auth'), 1)
})

test('a page that comes back from the history can sign in again', async (context) => {
  const { provider, open } = await world(context)
  provider.faults.auth = stay
  const page = await open()
  await page.evaluate(() => {
    window.left = auth.signIn().catch((error) => error.code)
  })
  await until(() => provider.count('auth') === 1)
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  assert.equal(await page.evaluate(() => window.left), 'navigation-abandoned')
  delete provider.faults.auth
  await page.evaluate(() => void setTimeout(() => auth.signIn()))
  await page.waitForURL(/code=/)
})

test('a callback opened a second time signs nobody in', async (context) => {
  const { provider, open } = await world(context)
  const page = await open()
  const callback = page.waitForRequest(/[?&]code=/)
  await page.evaluate(() => void setTimeout(() => auth.signIn()))
  const address = (await callback).url()
  await page.waitForFunction(() => window.auth && location.search.includes('code='))
  assert.equal((await outcome(page, () => auth.start())).state.status, 'signed-in')
  assert.equal(new URL(page.url()).search, '')

  await page.goto(address)
  await page.waitForFunction(() => window.auth)
  const again = await outcome(page, () => auth.start().catch(() => {}))
  assert.deepEqual(again.state, { status: 'signed-out', code: 'callback-state-unknown' })
  assert.equal(new URL(page.url()).search, '')
  assert.equal(provider.count('token'), 1)
})

test('a browser that denies storage can still start; signing in says what is wrong', async (context) => {
  const { provider, open } = await world(context)
  const denied = (context) =>
    context.addInitScript(() => {
      for (const name of ['sessionStorage', 'localStorage']) {
        Object.defineProperty(window, name, { get: () => { throw new DOMException('Access is denied', 'SecurityError') } })
      }
    })
  const page = await open({}, denied)
  assert.equal((await outcome(page, () => auth.start())).value.reason, 'no-session')
  assert.deepEqual(failed(await outcome(page, () => auth.signIn())), failure('storage-denied', 'browser'))
  assert.equal(provider.count('auth'), 0)
  assert.deepEqual(page.errors, [])
})

test('there is no access token for nobody', async (context) => {
  const { open } = await world(context)
  const page = await open()
  await outcome(page, () => auth.start())
  assert.deepEqual(failed(await outcome(page, () => auth.accessToken())), failure('not-signed-in', 'misuse'))
})

test('a wrong configuration is a typed error that names what is wrong', async (context) => {
  const { open } = await world(context)
  const page = await open({ issuer: 'sso.example/realms/expertflow' })
  const result = await outcome(page, () => auth.start())
  assert.deepEqual(failed(result), failure('invalid-config', 'misuse'))
  assert.match(result.message, /issuer/)
})

test('a listener that throws disturbs nobody, and its error is still seen', async (context) => {
  const { open } = await world(context)
  const page = await open()
  const { value } = await outcome(page, async () => {
    const heard = []
    auth.subscribe(() => { throw new Error('from a listener') })
    const end = auth.subscribe(() => heard.push('ended'))
    auth.subscribe((state) => heard.push(state.status))
    end()
    await auth.start()
    return heard
  })
  assert.deepEqual(value, ['signed-out'])
  await until(() => page.errors.length > 0)
  assert.deepEqual(page.errors, ['from a listener'])
})

test('the token is renewed in time without leaving the page', async (context) => {
  const { provider, open } = await world(context)
  provider.accessTokenLife = 4
  const page = await open({ onLoad: 'sign-in-required' })
  await waitForStatus(page, 'signed-in')
  const before = await page.evaluate(() => {
    window.marker = 'same page'
    return auth.accessToken()
  })
  assert.equal(await page.evaluate(() => auth.accessToken()), before)
  await until(() => provider.count('token') === 2)
  await page.waitForFunction((before) => auth.accessToken().then((token) => token !== before), before)
  const { value } = await outcome(page, () => [window.marker, auth.state.status, auth.accessTokenExpiresAt - Date.now()])
  assert.deepEqual(value.slice(0, 2), ['same page', 'signed-in'])
  assert.ok(value[2] > 0 && value[2] <= 5000, `${value[2]} ms`)
})

test('a renewal that fails is a state of its own and not the end; the next one brings it back', async (context) => {
  const { provider, open } = await world(context)
  provider.accessTokenLife = 4
  const page = await open({ onLoad: 'sign-in-required' })
  await waitForStatus(page, 'signed-in')
  provider.faults.token = (_, response) => response.writeHead(503).end('busy')
  await waitForStatus(page, 'retrying')
  assert.deepEqual((await outcome(page, () => auth.user.username)).state, { status: 'retrying', code: 'server-failed' })
  delete provider.faults.token
  await waitForStatus(page, 'signed-in')
  assert.equal(typeof (await page.evaluate(() => auth.accessToken())), 'string')
})

test('a session that the provider ended is told as such, and the page stays', async (context) => {
  const { provider, open, site } = await world(context)
  provider.accessTokenLife = 4
  const page = await open({ onLoad: 'sign-in-required' })
  await waitForStatus(page, 'signed-in')
  provider.faults.token = (_, response) =>
    response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_grant","error_description":"Session not active"}')
  await waitForStatus(page, 'needs-sign-in')
  const { value, state } = await outcome(page, () => auth.state.error.cause)
  assert.deepEqual(state, { status: 'needs-sign-in', code: 'session-ended' })
  assert.deepEqual(value, { error: 'invalid_grant', description: 'Session not active' })
  assert.equal(page.url(), `${site.origin}/`)
})

test('dispose lets go of every timer and listener, and rejects what waits', async (context) => {
  const counted = (context) =>
    context.addInitScript(() => {
      window.held = { listeners: 0, timers: new Set() }
      const { addEventListener, removeEventListener } = EventTarget.prototype
      const ours = (target) => target === window || target === document
      EventTarget.prototype.addEventListener = function (...words) {
        if (ours(this)) held.listeners += 1
        return addEventListener.apply(this, words)
      }
      EventTarget.prototype.removeEventListener = function (...words) {
        if (ours(this)) held.listeners -= 1
        return removeEventListener.apply(this, words)
      }
      const { setTimeout, clearTimeout } = window
      window.setTimeout = (call, ...words) => {
        const timer = setTimeout(() => { held.timers.delete(timer); call() }, ...words)
        held.timers.add(timer)
        return timer
      }
      window.clearTimeout = (timer) => { held.timers.delete(timer); clearTimeout(timer) }
    })
  const { provider, open, silent } = await world(context)
  const page = await open(silent, counted)
  provider.faults.auth = never
  const { value } = await outcome(page, async () => {
    const before = [held.listeners, held.timers.size]
    const waiting = auth.start().catch((error) => error.code)
    while (!document.querySelector('iframe')) await new Promise((resolve) => requestAnimationFrame(resolve))
    const during = [held.listeners, held.timers.size]
    auth.dispose()
    return { before, during, code: await waiting, after: [held.listeners, held.timers.size], frames: document.querySelectorAll('iframe').length }
  })
  assert.ok(value.during[0] > value.before[0] + 4 && value.during[1] > value.before[1], JSON.stringify(value))
  assert.equal(value.code, 'disposed')
  assert.deepEqual(value.after, value.before)
  assert.equal(value.frames, 0)
  assert.deepEqual(failed(await outcome(page, () => auth.start())), failure('disposed', 'misuse'))
})

test('after the sign-in nothing of it is in the address, in storage or in the console', async (context) => {
  const { page, site } = await signedIn(context)
  const { value } = await outcome(page, () => ({
    address: location.href,
    session: Object.entries(sessionStorage),
    local: Object.entries(localStorage),
    cookies: document.cookie,
    entries: history.length,
  }))
  assert.equal(value.address, `${site.origin}/`)
  // When it was begun: too many within seconds would be a loop.
  assert.match(value.session.flat().join(), /^cx-auth:[^,]*,begun=\d+$/)
  assert.deepEqual([value.local, value.cookies], [[], ''])
  assert.deepEqual(page.said, [])
})

test('while a sign-in is under way storage holds that one entry, and a router finds its state again', async (context) => {
  const { provider, open, site } = await world(context)
  provider.faults.auth = stay
  const page = await open({}, undefined, `${site.origin}/#/queue/7`)
  await page.evaluate(() => void auth.signIn({ appState: 'call-42', loginHint: 'agent1', locale: 'de', prompt: 'login', idpHint: 'ldap' }).catch(() => {}))
  await until(() => provider.count('auth') === 1)
  const { value } = await outcome(page, () => [Object.keys(sessionStorage), Object.keys(localStorage)])
  assert.equal(value[0].length, 1)
  assert.deepEqual(value[1], [])
  const { query } = provider.requests.at(-1)
  assert.deepEqual(
    [query.login_hint, query.ui_locales, query.prompt, query.kc_idp_hint, query.code_challenge_method, query.response_type],
    ['agent1', 'de', 'login', 'ldap', 'S256', 'code'],
  )
  delete provider.faults.auth
  // Without this the second call would join the first, which still waits for the page to be left.
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  await page.evaluate(() => void setTimeout(() => auth.signIn({ appState: 'call-42' })))
  await page.waitForURL(/code=/)
  await page.waitForFunction(() => window.auth)
  const state = await outcome(page, () => auth.start())
  assert.deepEqual(state.value, { status: 'signed-in', appState: 'call-42' })
  assert.equal(page.url(), `${site.origin}/#/queue/7`)
})

test('signOut ends the session here and at the provider', async (context) => {
  const { provider, open, site } = await world(context)
  const page = await open()
  await page.evaluate(() => void setTimeout(() => auth.signIn()))
  await page.waitForURL(/code=/)
  await page.waitForFunction(() => window.auth)
  assert.equal((await outcome(page, () => auth.start())).state.status, 'signed-in')
  await page.evaluate(() => void setTimeout(() => auth.signOut()))
  await until(() => provider.count('logout') === 1)
  const { query } = provider.requests.at(-1)
  assert.ok(query.id_token_hint)
  assert.equal(new URL(query.post_logout_redirect_uri).origin, site.origin)
  await page.waitForURL((url) => url.origin === site.origin && !url.search.includes('code='))
  await page.waitForFunction(() => window.auth)
  const after = await outcome(page, () => auth.start())
  assert.deepEqual(after.value, { status: 'signed-out', reason: 'no-session' })
  assert.equal(provider.signedIn, false)
})

async function until(condition) {
  const end = Date.now() + 5000
  while (!condition()) {
    assert.ok(Date.now() < end, `still not: ${condition}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
