// The app of a customer in a browser, with a provider, for the tests of the whole package.
import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { blankProject } from './project.js'
import { startProvider } from './provider.js'
import { serve, strictPolicy } from './site.js'

/** A project with the app in it; `world` gives each test a provider and a site of its own, in a browser context of its own. */
export async function desk(browser) {
  const project = await blankProject()
  const app = await readFile(new URL('./app.js', import.meta.url), 'utf8')
  await project.write('app.js', app.replace(`'cx-auth'`, `'/node_modules/cx-auth/index.js'`))
  await project.write('index.html', '<!doctype html><title>Desk</title><button>Sign in</button><script type="module" src="/app.js"></script>')
  for (const file of ['silent.html', 'silent.js', 'front-channel.html', 'front-channel.js']) await cp(join(project.installed, file), join(project.folder, file))
  return {
    remove: () => project.remove(),
    async world(test, settings = {}) {
      const provider = await startProvider()
      const site = await serve(project.folder, { policy: strictPolicy('http://127.0.0.1:*') })
      const context = await browser.newContext()
      test.after(() => Promise.all([context.close(), provider.close(), site.close()]))
      const config = { issuer: provider.issuer, silentRedirectUri: `${site.origin}/silent.html`, ...settings }
      await context.addInitScript((config) => (window.testSettings = config), config)
      /** A tab with the app in it, not started. */
      const tab = async () => {
        const page = await context.newPage()
        await page.goto(`${site.origin}/`)
        await page.waitForFunction(() => window.auth)
        return page
      }
      /** A tab in which somebody has signed in. */
      const signedIn = async () => {
        const page = await tab()
        await page.evaluate(() => void setTimeout(() => auth.signIn()))
        await page.waitForURL(/code=/)
        await page.waitForFunction(() => window.auth)
        await page.evaluate(() => auth.start())
        return page
      }
      return { provider, site, context, tab, signedIn }
    },
  }
}
