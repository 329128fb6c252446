// How a start is kept short: nothing waits for what it does not need.
import assert from 'node:assert/strict'
import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { launch, openApp, outcome } from './support/browser.js'
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
  await cp(join(project.installed, 'silent.html'), join(project.folder, 'silent.html'))
})
after(async () => {
  await browser?.close()
  await project.remove()
})

/** A provider where somebody is signed in, and a site. */
async function world(context, faults = {}) {
  const provider = await startProvider()
  provider.signedIn = true
  const site = await serve(project.folder, { policy: strictPolicy('http://127.0.0.1:*'), faults })
  context.after(() => provider.close())
  context.after(() => site.close())
  const open = async (settings = {}) => {
    const silentRedirectUri = `${site.origin}/silent.html`
    const page = await openApp(browser, `${site.origin}/`, { issuer: provider.issuer, silentRedirectUri, ...settings })
    context.after(() => page.context().close())
    return page
  }
  return { provider, site, open }
}

const start = async (page) => (await outcome(page, () => auth.start().catch(() => {}))).state
const signedIn = { status: 'signed-in', code: undefined }
const WASM = 'cx_auth_bg.wasm'
const html = (response, text) => response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>x</title>${text}`)

test('the provider is asked for its metadata while the WebAssembly is on its way, and once', async (context) => {
  const { provider, site, open } = await world(context)
  site.faults[WASM] = async (_, response) => {
    while (provider.count('openid-configuration') === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    response.writeHead(200, { 'content-type': 'application/wasm' }).end(await readFile(join(project.installed, 'dist', WASM)))
  }
  const page = await open()
  assert.deepEqual(await start(page), signedIn)
  assert.equal(provider.count('openid-configuration'), 1)
})

test('metadata that was asked for too early is asked for again', async (context) => {
  const { provider, open } = await world(context)
  provider.faults['openid-configuration'] = (_, response) => response.destroy()
  const page = await open()
  assert.equal((await start(page)).status, 'signed-out')
  delete provider.faults['openid-configuration']
  assert.deepEqual(await start(page), signedIn)
})

test('an issuer that will be refused is not asked for anything', async (context) => {
  const { open } = await world(context)
  const page = await open({ issuer: 'http://sso.example/realms/test' })
  const asked = []
  page.on('request', (request) => asked.push(request.url()))
  assert.equal((await start(page)).code, 'invalid-config')
  assert.deepEqual(asked.filter((url) => url.includes('sso.example')), [])
})

test('the answer is read before the script of the silent page is there', async (context) => {
  const { open } = await world(context, { 'silent.js': () => {} })
  const page = await open()
  assert.deepEqual(await start(page), signedIn)
  assert.equal(await page.locator('iframe').count(), 0)
})

test('a silent page that posts its address is heard, too', async (context) => {
  const { site, open } = await world(context)
  site.faults['moved.html'] = ({ url }, response) => response.writeHead(302, { location: url.replace('moved', 'posting') }).end()
  site.faults['posting.html'] = (_, response) => html(response, '<script src="/posting.js"></script>')
  site.faults['posting.js'] = (_, response) =>
    response.writeHead(200, { 'content-type': 'text/javascript' }).end('parent.postMessage(location.href, location.origin)')
  const page = await open({ silentRedirectUri: `${site.origin}/moved.html` })
  assert.deepEqual(await start(page), signedIn)
})

test('another page of this origin on the way is not the answer', async (context) => {
  const { provider, site, open } = await world(context)
  const endpoint = `${provider.issuer}/protocol/openid-connect/auth`
  site.faults['/gate'] = ({ url }, response) => {
    const query = new URL(url, site.origin).search.replaceAll('&', '&amp;')
    html(response, `<meta http-equiv="refresh" content="0; url=${endpoint}${query}">`)
  }
  const metadata = await (await fetch(`${provider.issuer}/.well-known/openid-configuration`)).json()
  provider.faults['openid-configuration'] = (_, response) =>
    response.end(JSON.stringify({ ...metadata, authorization_endpoint: `${site.origin}/gate` }))
  const page = await open()
  assert.deepEqual(await start(page), signedIn)
})
