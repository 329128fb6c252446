// The hand-written types: a customer's view under both module resolutions, and the loader's own use of the generated ones.
import assert from 'node:assert/strict'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { blankProject } from './support/project.js'

let project
before(async () => {
  project = await blankProject()
  await project.write('sample.ts', await readFile(new URL('./support/sample.ts', import.meta.url), 'utf8'))
})
after(() => project.remove())

const check = (files, options) =>
  project
    .write('tsconfig.json', JSON.stringify({ files, compilerOptions: { strict: true, noEmit: true, types: [], ...options } }))
    .then(() => project.run('tsc', '--project', 'tsconfig.json'))

const resolutions = {
  bundler: { module: 'esnext', moduleResolution: 'bundler', target: 'es2022', lib: ['es2022', 'dom'] },
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext', target: 'es2022', lib: ['es2022', 'dom'] },
}

for (const [name, options] of Object.entries(resolutions)) {
  test(`a customer's code type-checks under moduleResolution ${name}`, async () => {
    const { code, output } = await check(['sample.ts'], options)
    assert.equal(code, 0, output)
  })
}

test('the types refuse what the package does not do', async () => {
  const wrong = {
    'missing clientId': `createAuth({ issuer: 'x' })`,
    'unknown option': `createAuth({ issuer: 'x', clientId: 'y', realm: 'z' })`,
    'unknown status': `createAuth({ issuer: 'x', clientId: 'y' }).state.status === 'fresh'`,
    'written state': `createAuth({ issuer: 'x', clientId: 'y' }).state = { status: 'loading' }`,
    'unknown code': `new AuthError('x', 'y').code === 'nonsense'`,
  }
  for (const [name, line] of Object.entries(wrong)) {
    await project.write('wrong.ts', `import { AuthError, createAuth } from 'cx-auth'\n${line}\n`)
    const { code, output } = await check(['wrong.ts'], resolutions.bundler)
    assert.notEqual(code, 0, name)
    assert.match(output, /^wrong\.ts\(2,/m, name)
  }
})

test('the loader calls only what the WebAssembly exports, and is what index.d.ts promises', async () => {
  await project.write(
    'loader.ts',
    `import type * as promised from 'cx-auth'
     import { AuthError, createAuth } from './node_modules/cx-auth/index.js'
     export const create: typeof promised.createAuth = createAuth
     export const error: typeof promised.AuthError = AuthError\n`,
  )
  const host = (await readdir(join(project.installed, 'host'))).map((file) => join('host', file))
  const files = ['index.js', 'load.js', 'auth-error.js', 'device.js', 'exchange.js', 'front-channel.js', 'idle.js', 'internal.js', 'live.js', 'silent.js', 'tokens.js', 'watch.js', ...host].map((file) => join(project.installed, file))
  const loose = { ...resolutions.bundler, lib: ['esnext', 'dom', 'dom.iterable'], allowJs: true, checkJs: true, maxNodeModuleJsDepth: 9 }
  const { code, output } = await check([...files, 'loader.ts'], loose)
  assert.equal(code, 0, output)
})
