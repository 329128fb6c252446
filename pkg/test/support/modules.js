// Pages that load single modules of the installed package, for tests of what the browser is asked to do.
import { cp, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { blankProject } from './project.js'
import { serve } from './site.js'

const HELD = `
  const module = (name) => import('/node_modules/cx-auth/' + name)
  const replies = []
  const reply = (result) => replies.push(result)
  const replied = async (count) => {
    while (replies.length < count) await new Promise((resolve) => setTimeout(resolve, 5))
    return replies
  }
  Object.assign(window, { module, replies, reply, replied })`

/** A site with the installed package and an empty page. */
export async function modulesSite(options) {
  const project = await blankProject()
  await project.write('index.html', '<!doctype html><title>Desk</title><script type="module" src="/held.js"></script>')
  await project.write('other.html', '<!doctype html><title>Other</title>')
  await project.write('held.js', HELD)
  for (const file of await readdir(project.installed)) {
    if (file.startsWith('silent.')) await cp(join(project.installed, file), join(project.folder, file))
  }
  const site = await serve(project.folder, options)
  return {
    ...site,
    /** A tab; the tabs of one browser context share everything that tabs share. */
    async tab(context, path = '/') {
      const page = await context.newPage()
      await page.goto(site.origin + path)
      await page.waitForFunction(() => window.module)
      return page
    },
    async end() {
      await site.close()
      await project.remove()
    },
  }
}
