// The packed package in a customer's project, brought to the browser in each way that is promised, under a strict policy:
// sign-in, and after a reload the running session found in a hidden frame, without leaving the page.
import assert from 'node:assert/strict'
import { cp, mkdir, readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { build, createServer } from 'vite'
import webpack from 'webpack'
import { launch, openApp, waitForStatus } from './support/browser.js'
import { blankProject } from './support/project.js'
import { startProvider } from './support/provider.js'
import { serve, strictPolicy } from './support/site.js'

let project, browser
before(async () => {
  project = await blankProject()
  browser = await launch()
  const app = await readFile(new URL('./support/app.js', import.meta.url), 'utf8')
  await project.write('app.js', app)
  await project.write('plain/app.js', app.replace(`'cx-auth'`, `'/node_modules/cx-auth/index.js'`))
  for (const page of ['index.html', 'plain/index.html']) {
    await project.write(page, '<!doctype html><title>Desk</title><script type="module" src="/app.js"></script>')
  }
  for (const folder of ['public', 'plain', 'packed']) await putSilentPage(folder)
  await cp(project.installed, join(project.folder, 'plain/node_modules/cx-auth'), { recursive: true })
})
after(async () => {
  await browser?.close()
  await project.remove()
})

async function putSilentPage(folder) {
  await mkdir(join(project.folder, folder), { recursive: true })
  for (const file of ['silent.html', 'silent.js']) await cp(join(project.installed, file), join(project.folder, folder, file))
}

async function signsIn(context, origin) {
  const provider = await startProvider()
  context.after(() => provider.close())
  const settings = { issuer: provider.issuer, silentRedirectUri: `${origin}/silent.html`, onLoad: 'sign-in-required' }
  const page = await openApp(browser, `${origin}/`, settings)
  context.after(() => page.context().close())
  await waitForStatus(page, 'signed-in')
  assert.deepEqual(await page.evaluate(() => [auth.user.name, auth.hasRole('agent'), auth.inGroup('/team-support')]), ['Amira Haddad', true, true])
  assert.equal(page.url(), `${origin}/`)

  const leavings = provider.requests.filter(({ path, query }) => path.endsWith('/auth') && query.prompt !== 'none').length
  assert.equal(leavings, 1)
  await page.reload()
  await waitForStatus(page, 'signed-in')
  assert.equal(provider.requests.filter(({ path, query }) => path.endsWith('/auth') && query.prompt !== 'none').length, 1)
  assert.deepEqual(page.errors, [])
  assert.deepEqual(page.said.filter((text) => /cx-auth|wasm|policy/i.test(text)), [])
}

async function servesStrictly(context, folder) {
  const site = await serve(join(project.folder, folder), { policy: strictPolicy('http://127.0.0.1:*') })
  context.after(() => site.close())
  return site.origin
}

test('without a bundler', async (context) => {
  await signsIn(context, await servesStrictly(context, 'plain'))
})

test('built by Vite', async (context) => {
  await build({ root: project.folder, logLevel: 'warn', configFile: false, build: { outDir: 'built' } })
  assert.equal((await wasmFiles('built')).length, 1)
  await signsIn(context, await servesStrictly(context, 'built'))
})

test('served by Vite while developing', async (context) => {
  const server = await createServer({ root: project.folder, logLevel: 'warn', configFile: false, server: { host: '127.0.0.1', port: 0 } })
  context.after(() => server.close())
  await server.listen()
  await signsIn(context, new URL(server.resolvedUrls.local[0]).origin)
})

test('built by webpack', async (context) => {
  const compiler = webpack({
    context: project.folder,
    mode: 'production',
    entry: './app.js',
    output: { path: join(project.folder, 'packed'), filename: 'app.js', publicPath: 'auto' },
  })
  const stats = await new Promise((resolve, reject) => compiler.run((error, stats) => (error ? reject(error) : resolve(stats))))
  assert.deepEqual(stats.toJson({ errors: true }).errors, [])
  assert.equal((await wasmFiles('packed')).length, 1)
  await project.write('packed/index.html', '<!doctype html><title>Desk</title><script src="/app.js"></script>')
  await signsIn(context, await servesStrictly(context, 'packed'))
})

const wasmFiles = async (folder) =>
  (await readdir(join(project.folder, folder), { recursive: true })).filter((file) => file.endsWith('.wasm'))
