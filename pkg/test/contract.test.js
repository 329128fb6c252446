// The seams of the package: what the loader, the scripts of `host` and the WebAssembly have to do with each other. Neither
// has what the other does not use.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { blankProject } from './support/project.js'

let project, loader, host
const text = (file) => readFile(join(project.installed, file), 'utf8')
before(async () => {
  project = await blankProject()
  loader = (await text('index.js')) + (await text('load.js'))
  host = await import(pathToFileURL(join(project.installed, 'host/client.js')))
})
after(() => project.remove())

const names = (text, pattern) => [...new Set([...text.matchAll(pattern)].map(([, name]) => name))].sort()
const body = (text, head) => text.slice(text.indexOf(head)).split(/^ {2}}|^}/m)[0]

test('nobody calls a method that the client does not have', () => {
  const methods = Object.getOwnPropertyNames(host.Client.prototype)
  const called = names(loader, /\bclient\??\.(\w+)\(/g)
  assert.ok(called.length > 5)
  assert.deepEqual(called.filter((name) => !methods.includes(name)), [])
})

test('the WebAssembly exports the engine, and else only what wasm-bindgen always does', async () => {
  const glue = await import(pathToFileURL(join(project.installed, 'dist/cx_auth.js')))
  assert.deepEqual(Object.keys(glue).sort(), ['Engine', 'default', 'initSync'])
  const byBindgen = ['constructor', 'free', '__destroy_into_raw']
  const exported = Object.getOwnPropertyNames(glue.Engine.prototype).filter((name) => !byBindgen.includes(name))
  assert.deepEqual(exported, ['handle'])
})

test('the loader gives the client every function that it pushes to, and no other', async () => {
  // `tokens` is asked for by the drop-in alone.
  const pushed = names(await text('host/client.js'), /#face\.(\w+)\(/g)
  assert.deepEqual(names(body(loader, 'const face = {'), /^ {4}(\w+): /gm), pushed)
})

test('the client does every output, and gives every input', async () => {
  const [wire, client] = await Promise.all([text('host/wire.d.ts'), text('host/client.js')])
  const declared = (from, to, field) =>
    [...wire.slice(wire.indexOf(from), wire.indexOf(to)).matchAll(new RegExp(`${field}:((?:[\\s|]*'\\w+')+)`, 'g'))].flatMap(([, kinds]) =>
      kinds.match(/\w+/g),
    )
  // `renewed` only says that something has changed.
  const outputs = declared('export type Output', 'export type OutputOf', 'output').filter((name) => name !== 'renewed')
  assert.ok(outputs.length > 15)
  assert.deepEqual(outputs.filter((name) => !client.includes(`case '${name}':`)), [])
  const inputs = declared('export type Question', 'export type Output', 'input')
  assert.ok(inputs.length > 10)
  assert.deepEqual(inputs.filter((name) => !client.includes(`'${name}'`)), [])
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
