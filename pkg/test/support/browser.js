// The browser of the package tests, and the way a test opens the app in it.
import { chromium } from 'playwright-core'

const FLAGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'

export const launch = ({ backForwardCache = false } = {}) =>
  chromium.launch({
    executablePath: process.env.CX_CHROMIUM ?? '/usr/bin/chromium',
    args: FLAGS.split(' '),
    ...(backForwardCache && { ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
  })

/** Opens the app in a window of its own, with settings for `createAuth`; with `onLoad` it starts by itself. */
export async function openApp(browser, address, settings, prepare = () => {}) {
  const context = await browser.newContext()
  await context.addInitScript((settings) => {
    window.testSettings = settings
  }, settings)
  await prepare(context)
  const page = await context.newPage()
  page.errors = []
  page.said = []
  page.on('pageerror', (error) => page.errors.push(error.message))
  page.on('console', (message) => page.said.push(message.text()))
  await page.goto(address)
  await page.waitForFunction(() => window.auth)
  return page
}

/** Waits until the session object says so. */
export const waitForStatus = (page, status) => page.waitForFunction((status) => window.auth?.state.status === status, status)

/** What comes of a call in the page: `value`, or the `AuthError` as plain data, and how long it took. */
export const outcome = (page, call, argument) =>
  page.evaluate(
    async ({ source, argument }) => {
      const begun = performance.now()
      const call = new Function(`return (${source})`)()
      const result = await Promise.resolve(call(argument)).then(
        (value) => ({ value }),
        (error) => ({ isAuthError: error instanceof window.AuthError, name: error.name, code: error.code, kind: error.kind, message: error.message }),
      )
      return { ...result, milliseconds: performance.now() - begun, state: { status: window.auth.state.status, code: window.auth.state.error?.code } }
    },
    { source: call.toString(), argument },
  )
