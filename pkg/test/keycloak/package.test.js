// What an app gets that swaps the import: types that fit keycloak-js's, JavaScript that fits these types, and few bytes.
import assert from 'node:assert/strict'
import { cp, readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { brotliCompress } from 'node:zlib'
import { build } from 'esbuild'
import { blankProject, packageFolder } from '../support/project.js'

let project
before(async () => {
  project = await blankProject()
  await cp(join(packageFolder, 'node_modules/keycloak-js'), join(project.folder, 'node_modules/keycloak-js'), { recursive: true })
})
after(() => project.remove())

const check = async (files, options) => {
  await project.write('tsconfig.json', JSON.stringify({ files, compilerOptions: { strict: true, noEmit: true, types: [], skipLibCheck: true, target: 'es2022', ...options } }))
  return project.run('tsc', '--project', 'tsconfig.json')
}
const resolutions = {
  bundler: { module: 'esnext', moduleResolution: 'bundler', lib: ['es2022', 'dom'] },
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext', lib: ['es2022', 'dom'] },
}

for (const [name, options] of Object.entries(resolutions)) {
  test(`either class may stand where the other is expected, under moduleResolution ${name}`, async () => {
    const names = [
      'KeycloakConfig', 'KeycloakServerConfig', 'GenericOidcConfig', 'OpenIdProviderMetadata', 'Acr', 'KeycloakInitOptions', 'KeycloakLoginOptions', 'KeycloakLogoutOptions',
      'KeycloakRegisterOptions', 'KeycloakAccountOptions', 'KeycloakRedirectUriOptions', 'KeycloakError', 'KeycloakAdapter', 'KeycloakProfile', 'KeycloakTokenParsed', 'KeycloakRoles',
      'KeycloakResourceAccess', 'KeycloakUserInfo', 'KeycloakInstance', 'KeycloakOnLoad', 'KeycloakResponseMode', 'KeycloakResponseType', 'KeycloakFlow', 'KeycloakPkceMethod',
    ]
    const pairs = names.map((name) => `export const a${name} = (value: theirs.${name}): ours.${name} => value; export const b${name} = (value: ours.${name}): theirs.${name} => value`)
    await project.write(
      'fits.ts',
      `import Theirs, * as theirs from 'keycloak-js'
       import Ours, * as ours from 'cx-auth/keycloak'
       import TheirAuthorization from 'keycloak-js/authz'
       import OurAuthorization from 'cx-auth/keycloak-authz'
       ${pairs.join('\n')}
       export const a: Theirs = new Ours({ url: '/', realm: 'r', clientId: 'c' })
       export const b: Ours = new Theirs('/keycloak.json')
       export const c: TheirAuthorization = new OurAuthorization(a)
       export const d = new TheirAuthorization(b).entitlement('cim')
       export const e: typeof Theirs = Ours\n`,
    )
    const { code, output } = await check(['fits.ts'], options)
    assert.equal(code, 0, output)
  })
}

test('the JavaScript is what its types promise', async () => {
  await project.write(
    'facade.ts',
    `import type * as promised from 'cx-auth/keycloak'
     import type Authorization from 'cx-auth/keycloak-authz'
     import Keycloak, { NetworkError } from './node_modules/cx-auth/keycloak.js'
     import KeycloakAuthorization from './node_modules/cx-auth/keycloak-authz.js'
     export const made: promised.default = new Keycloak({ url: '/', realm: 'r', clientId: 'c' })
     export const error: typeof promised.NetworkError = NetworkError
     export const authorize: Authorization['authorize'] = new KeycloakAuthorization(made).authorize\n`,
  )
  const below = (await readdir(join(project.installed, 'keycloak'))).map((file) => join('keycloak', file))
  const files = ['keycloak.js', 'keycloak-authz.js', ...below].map((file) => join(project.installed, file))
  const loose = { ...resolutions.bundler, lib: ['esnext', 'dom', 'dom.iterable'], allowJs: true, checkJs: true, maxNodeModuleJsDepth: 9 }
  const { code, output } = await check([...files, 'facade.ts'], loose)
  assert.equal(code, 0, output)
})

test('it is small, and seldom used parts wait until they are used', async () => {
  const shared = [join(project.installed, 'host/*'), join(project.installed, 'dist/*')]
  const options = { bundle: true, minify: true, format: 'esm', write: false, splitting: true, outdir: project.folder, external: ['../host/*', './host/*', './dist/*', ...shared] }
  const { outputFiles } = await build({ ...options, entryPoints: { keycloak: join(project.installed, 'keycloak.js'), authz: join(project.installed, 'keycloak-authz.js') } })
  const sizes = {}
  for (const { path, contents } of outputFiles) sizes[path.split('/').at(-1).replace(/-[A-Z0-9]{8}/, '')] = (await promisify(brotliCompress)(contents)).length
  console.log(`# brotli: ${JSON.stringify(sizes)}`)
  assert.ok(sizes['keycloak.js'] + (sizes['chunk.js'] ?? 0) <= 5000, JSON.stringify(sizes))
  for (const part of ['front-channel', 'login-status', 'own-tokens']) assert.ok(sizes[`${part}.js`], `${part} is a file of its own`)
})

test('importing and constructing touch nothing of a browser, so a server may do both', async () => {
  await project.write(
    'server.js',
    `const { default: Keycloak } = await import('cx-auth/keycloak')
     const { default: KeycloakAuthorization } = await import('cx-auth/keycloak-authz')
     const keycloak = new Keycloak({ url: 'https://sso.example', realm: 'expertflow', clientId: 'agentdesk' })
     new KeycloakAuthorization(keycloak)
     console.log(keycloak.authenticated, keycloak.hasRealmRole('agent'))`,
  )
  const { code, output } = await project.run('node', 'server.js')
  assert.equal(code, 0, output)
  assert.equal(output.trim(), 'false false')
})

test('MIGRATING.md has no difference that no test knows of', async () => {
  const migrating = await readFile(join(project.installed, 'MIGRATING.md'), 'utf8')
  const folder = new URL('.', import.meta.url)
  const tests = await Promise.all((await readdir(folder)).filter((name) => name.endsWith('.test.js')).map((name) => readFile(new URL(name, folder), 'utf8')))
  for (const [, heading] of migrating.matchAll(/^### (.+)$/gm)) assert.ok(tests.some((text) => text.includes(`entry: '${heading}'`)), heading)
})
