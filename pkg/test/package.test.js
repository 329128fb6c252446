// What is in the packed package, and what importing it does where there is no browser.
import assert from 'node:assert/strict'
import { readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { brotliCompress } from 'node:zlib'
import { build } from 'esbuild'
import { blankProject, packageFolder } from './support/project.js'

let project
before(async () => (project = await blankProject()))
after(() => project.remove())

const manifest = async () => JSON.parse(await readFile(join(project.installed, 'package.json'), 'utf8'))

test('the package holds exactly the files it is made of', async () => {
  const entries = await readdir(project.installed, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  assert.deepEqual(
    files.map((file) => file.slice(project.installed.length + 1)).sort(),
    [
      'LICENSE',
      'MIGRATING.md',
      'README.md',
      'auth-error.js',
      'device.d.ts',
      'device.js',
      'dist/cx_auth.d.ts',
      'dist/cx_auth.js',
      'dist/cx_auth_bg.wasm',
      'dist/cx_auth_bg.wasm.d.ts',
      'dist/flat.js',
      'exchange.d.ts',
      'exchange.js',
      'front-channel.d.ts',
      'front-channel.html',
      'front-channel.js',
      'host/ahead.js',
      'host/authorized-fetch.js',
      'host/channel.js',
      'host/client.js',
      'host/database.js',
      'host/fetch.js',
      'host/frame.js',
      'host/lock.js',
      'host/own-storage.js',
      'host/popup.js',
      'host/proof-key.js',
      'host/record.js',
      'host/sharing.js',
      'host/storage.js',
      'host/timer.js',
      'host/verify.js',
      'host/wake.js',
      'host/wire.d.ts',
      'idle.js',
      'index.d.ts',
      'index.js',
      'internal.js',
      'keycloak-authz.d.ts',
      'keycloak-authz.js',
      'keycloak.d.ts',
      'keycloak.js',
      'keycloak/adapter.js',
      'keycloak/configuration.js',
      'keycloak/front-channel.js',
      'keycloak/login-status.js',
      'keycloak/login-url.js',
      'keycloak/options.js',
      'keycloak/own-tokens.js',
      'keycloak/request.js',
      'keycloak/session.js',
      'keycloak/start.js',
      'keycloak/token.js',
      'live.d.ts',
      'live.js',
      'load.js',
      'package.json',
      'silent.d.ts',
      'silent.html',
      'silent.js',
      'tokens.js',
      'watch.d.ts',
      'watch.js',
    ],
  )
})

test('it is an ES module without dependencies whose every export exists and has types', async () => {
  const { type, exports, dependencies, scripts } = await manifest()
  assert.equal(type, 'module')
  assert.equal(dependencies, undefined)
  for (const hook of ['preinstall', 'install', 'postinstall']) assert.equal(scripts?.[hook], undefined)
  for (const [name, target] of Object.entries(exports)) {
    for (const file of typeof target === 'string' ? [target] : [target.types, target.default]) {
      assert.ok((await stat(join(project.installed, file))).isFile(), `${name}: ${file}`)
    }
  }
})

test('only the scripts of pages have a side effect, and a bundler drops an import that is not used', async () => {
  assert.deepEqual((await manifest()).sideEffects, ['./front-channel.js', './silent.js'])
  const bundle = (contents) =>
    build({ stdin: { contents, resolveDir: project.folder }, bundle: true, format: 'esm', write: false, external: ['./host/client.js', './idle.js'] })
      .then(({ outputFiles }) => outputFiles[0].text.trim())
  assert.equal(await bundle(`import { createAuth } from 'cx-auth'`), '')
  assert.match(await bundle(`import 'cx-auth/silent.js'`), /postMessage/)
})

test('importing and creating touch nothing of a browser, so a server may do both', async () => {
  await project.write(
    'server.js',
    `for (const name of ['window', 'document', 'location', 'navigator', 'sessionStorage', 'localStorage', 'fetch', 'crypto', 'WebAssembly'])
       Object.defineProperty(globalThis, name, { get: () => { throw new Error('touched ' + name) } })
     const { createAuth, AuthError } = await import('cx-auth')
     const auth = createAuth({ issuer: 'https://sso.example/realms/expertflow', clientId: 'agentdesk' })
     auth.subscribe(() => {})()
     console.log(JSON.stringify([auth.state, auth.user === undefined, auth.hasRole('agent'), auth.inGroup('/x'), typeof AuthError]))`,
  )
  const { code, output } = await project.run('node', 'server.js')
  assert.equal(code, 0, output)
  assert.deepEqual(JSON.parse(output), [{ status: 'loading' }, true, false, false, 'function'])
})

test('start on a server rejects with not-a-browser and does not end the process', async () => {
  await project.write(
    'start.js',
    `import { createAuth, AuthError } from 'cx-auth'
     import { readFile } from 'node:fs/promises'
     const wasm = await readFile(new URL('./node_modules/cx-auth/dist/cx_auth_bg.wasm', import.meta.url))
     const auth = createAuth({ issuer: 'https://sso.example/realms/expertflow', clientId: 'agentdesk', wasm })
     const error = await auth.start().catch((error) => error)
     console.log(JSON.stringify([error instanceof AuthError, error.name, error.code, auth.state.status, auth.state.error === error]))`,
  )
  const { code, output } = await project.run('node', 'start.js')
  assert.equal(code, 0, output)
  assert.deepEqual(JSON.parse(output), [true, 'AuthError', 'not-a-browser', 'signed-out', true])
})

test('it is small: 4 kB before the WebAssembly, 65 kB in all', async () => {
  const bundle = async (entry, external) => {
    const options = { entryPoints: [join(project.installed, entry)], bundle: true, minify: true, format: 'esm', write: false }
    const { outputFiles } = await build({ ...options, external })
    return outputFiles[0].contents
  }
  const loader = await bundle('index.js', ['./host/client.js', './idle.js'])
  const host = await bundle('host/client.js', [])
  const wasm = await readFile(join(project.installed, 'dist/cx_auth_bg.wasm'))
  const sizes = {}
  for (const [name, bytes] of Object.entries({ loader, host, wasm })) {
    sizes[name] = { raw: bytes.length, brotli: (await promisify(brotliCompress)(bytes)).length }
  }
  console.log(`# ${JSON.stringify(sizes)}`)
  assert.ok(sizes.loader.brotli <= 4000, `loader: ${sizes.loader.brotli} bytes`)
  const total = sizes.loader.brotli + sizes.host.brotli + sizes.wasm.brotli
  assert.ok(total <= 65_000, `all: ${total} bytes of brotli`)
})

test('the lock file names no registry', async () => {
  const lock = JSON.parse(await readFile(join(packageFolder, 'package-lock.json'), 'utf8'))
  for (const [name, entry] of Object.entries(lock.packages)) assert.equal(entry.resolved, undefined, name)
})
