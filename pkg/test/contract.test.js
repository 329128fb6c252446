// The seam between the hand-written loader and the generated WebAssembly: neither has what the other does not use.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { blankProject } from './support/project.js'

let project, loader, declared, glue
before(async () => {
  project = await blankProject()
  const text = (file) => readFile(join(project.installed, file), 'utf8')
  loader = (await text('index.js')) + (await text('load.js'))
  declared = await text('dist/cx_auth.d.ts')
  glue = await import(pathToFileURL(join(project.installed, 'dist/cx_auth.js')))
  glue.initSync({ module: await readFile(join(project.installed, 'dist/cx_auth_bg.wasm')) })
})
after(() => project.remove())

const names = (text, pattern) => [...new Set([...text.matchAll(pattern)].map(([, name]) => name))].sort()
const body = (text, head) => text.slice(text.indexOf(head)).split(/^ {2}}|^}/m)[0]

test('the loader calls every method of the client, and no other', () => {
  const byBindgen = ['constructor', 'free', '__destroy_into_raw']
  const exported = Object.getOwnPropertyNames(glue.Client.prototype).filter((name) => !byBindgen.includes(name))
  assert.deepEqual(names(loader, /\bclient\??\.(\w+)\(/g), exported.sort())
})

test('the module exports the client, and else only what wasm-bindgen always does', () => {
  assert.deepEqual(Object.keys(glue).sort(), ['Client', 'default', 'initSync'])
})

test('the loader gives the client every function that it pushes to, and no other', () => {
  assert.deepEqual(names(body(loader, 'const face = {'), /^ {4}(\w+): /gm), names(body(declared, 'interface Face'), /^ {4}(\w+)\(/gm))
})

test('the session object has every member that index.d.ts promises, and no other', async () => {
  const { createAuth } = await import(pathToFileURL(join(project.installed, 'index.js')))
  const types = await readFile(join(project.installed, 'index.d.ts'), 'utf8')
  const promised = names(body(types, 'export interface Auth {'), /^ {2}(?:readonly )?(\w+)[(:]/gm)
  assert.deepEqual(Object.keys(createAuth({ issuer: 'https://sso.example', clientId: 'x' })).sort(), promised)
})

test('the README explains every error code', async () => {
  const types = await readFile(join(project.installed, 'index.d.ts'), 'utf8')
  const readme = await readFile(join(project.installed, 'README.md'), 'utf8')
  const codes = names(types.slice(types.indexOf('type AuthErrorCode')), /\| '([a-z-]+)'/g)
  assert.ok(codes.length > 20)
  assert.deepEqual(names(readme.slice(readme.indexOf('## Errors')), /^\| `([a-z-]+)` \|/gm), codes)
})
