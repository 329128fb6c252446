// One behaviour at a time, against keycloak-js and against ours, in a real browser: a test here fails if keycloak-js is not
// as we say it is, and if ours is not as promised: the same, or different as MIGRATING.md has it.
import assert from 'node:assert/strict'
import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { launch } from '../../support/browser.js'
import { blankProject, packageFolder } from '../../support/project.js'
import { serve } from '../../support/site.js'
import { startKeycloak } from './fake-keycloak.js'

const LIBRARIES = {
  'keycloak-js': { keycloak: '/keycloak-js/keycloak.js', authz: '/keycloak-js/keycloak-authz.js' },
  'cx-auth/keycloak': { keycloak: '/node_modules/cx-auth/keycloak.js', authz: '/node_modules/cx-auth/keycloak-authz.js' },
}
const only = process.env.CX_LIBRARY

let project, site, browser, migrating
before(async () => {
  project = await blankProject()
  const file = (name) => readFile(new URL(name, import.meta.url), 'utf8')
  await cp(join(packageFolder, 'node_modules/keycloak-js/lib'), join(project.folder, 'keycloak-js'), { recursive: true })
  await project.write('page.js', await file('page.js'))
  await project.write('index.html', '<!doctype html><title>Desk</title><body><script type="module" src="/page.js"></script>')
  await project.write('elsewhere.html', '<!doctype html><title>Elsewhere</title>')
  // As Keycloak's documentation has it.
  await project.write('silent-check-sso.html', '<!doctype html><script>parent.postMessage(location.href, location.origin)</script>')
  migrating = await file('../../../MIGRATING.md').catch(() => '')
  site = await serve(project.folder)
  browser = await launch()
})
after(async () => {
  await browser?.close()
  await site?.close()
  await project?.remove()
})

/**
 * A behaviour: what `observe` sees is `same` for both libraries; or `stock` for keycloak-js and `ours` for ours, for the reason
 * that is in MIGRATING.md under the heading `entry`.
 *
 * @param {string} name
 * @param {(desk: Desk) => Promise<unknown>} observe
 * @param {{ same: unknown } | { stock: unknown, ours: unknown, entry: string }} expected
 */
export function behaviour(name, observe, expected) {
  for (const library of Object.keys(LIBRARIES)) {
    if (only && only !== library) continue
    const isStock = library === 'keycloak-js'
    const verdict = 'same' in expected ? '' : ` [differs: ${expected.entry}]`
    test(`${name} (${library})${verdict}`, { concurrency: false }, async () => {
      const keycloak = await startKeycloak()
      const context = await browser.newContext()
      const desk = new Desk(LIBRARIES[library], keycloak, context)
      try {
        const seen = desk.plain(await observe(desk))
        assert.deepEqual(seen, desk.plain('same' in expected ? expected.same : isStock ? expected.stock : expected.ours))
      } finally {
        await context.close()
        await keycloak.close()
      }
    })
  }
  if ('entry' in expected) {
    test(`${name}: MIGRATING.md says why it differs`, () => assert.ok(migrating.includes(`\n### ${expected.entry}\n`), expected.entry))
  }
}

/** What a behaviour has to work with: a Keycloak of its own, a browser window of its own, and the app in it. */
class Desk {
  #library
  #context
  pages = []

  constructor(library, keycloak, context) {
    this.#library = library
    this.keycloak = keycloak
    this.#context = context
    this.app = site.origin
    this.config = { url: keycloak.origin, realm: 'expertflow', clientId: 'agentdesk' }
    this.silent = `${site.origin}/silent-check-sso.html`
  }

  /** Opens the app. With `init` it starts by itself, on this and each later visit; `settled` then waits for that. */
  async open({ config = this.config, init, path = '/', prepare = () => {} } = {}) {
    const page = await this.#context.newPage()
    page.said = []
    page.on('console', (message) => page.said.push(message.text()))
    await page.addInitScript((settings) => (window.testSettings = settings), { library: this.#library, config, init })
    await prepare(page)
    await page.goto(site.origin + path)
    await page.waitForFunction(() => window.loaded)
    this.pages.push(page)
    return page
  }

  /** Opens the app and waits until `init` has settled, on whatever visit that is. Gives the page and what came of `init`. */
  async start(init = {}, options = {}) {
    const page = await this.open({ init, ...options })
    return { page, settled: await this.settled(page) }
  }

  async settled(page) {
    // A visit that ends in a navigation never settles, and takes its page's objects along.
    await page.waitForFunction(() => window.settled?.then((settled) => !settled.pending), undefined, { timeout: 12_000 })
    return page.evaluate(() => window.settled)
  }

  /** Signs in by leaving for Keycloak and coming back; gives the page after that. */
  async signedIn(init = {}, options = {}) {
    const { page, settled } = await this.start({ onLoad: 'login-required', checkLoginIframe: false, ...init }, options)
    assert.deepEqual(settled, { value: true })
    return page
  }

  /** The last request of the sign-in page. */
  lastSignIn() {
    return this.keycloak.asked('auth').at(-1)?.query
  }

  /** Plain data, with the two origins by their names. */
  plain(value) {
    if (value === undefined) return undefined
    return JSON.parse(JSON.stringify(value).replaceAll(this.keycloak.origin, 'KEYCLOAK').replaceAll(encodeURIComponent(this.keycloak.origin), 'KEYCLOAK').replaceAll(site.origin, 'APP'))
  }

  /** Serves a file of the app's. */
  file(path, text) {
    return project.write(path, text)
  }
}
