// An app that uses keycloak-js, or what stands in for it: the same page for both. `testSettings` is put on the window by the
// test before any script runs; with `init` the app starts by itself, on each visit.
const { library, config, init } = window.testSettings
const { default: Keycloak, NetworkError } = await import(library.keycloak)

/** What an app can see of an error, as plain data. */
const describe = (error) => {
  if (!(error instanceof Error)) return { plain: error }
  const { message } = error
  const kind = NetworkError && error instanceof NetworkError ? 'NetworkError' : error instanceof TypeError ? 'TypeError' : 'Error'
  return { kind, message, ...(error.response && { status: error.response.status, isResponse: error.response instanceof Response }) }
}

/** What comes of a call, sync or async: `{ value }`, `{ error }`, or `{ pending: true }` if nothing does within a while. */
const attempt = async (call, patience = 4000) => {
  const pending = new Promise((resolve) => setTimeout(() => resolve({ pending: true }), patience))
  const settled = (async () => call())().then((value) => ({ value }), (error) => ({ error: describe(error) }))
  return Promise.race([settled, pending])
}

const EVENTS = ['onReady', 'onAuthSuccess', 'onAuthError', 'onAuthRefreshSuccess', 'onAuthRefreshError', 'onAuthLogout', 'onTokenExpired', 'onActionUpdate']

/** An instance whose callbacks are written down in `events`. */
const make = (config) => {
  const keycloak = new Keycloak(config)
  for (const name of EVENTS) keycloak[name] = (...values) => window.events.push([name, ...values].filter((value) => value !== undefined))
  return keycloak
}

const until = async (condition, patience = 4000) => {
  const end = performance.now() + patience
  while (!condition()) {
    if (performance.now() > end) return false
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return true
}

Object.assign(window, { Keycloak, NetworkError, attempt, describe, make, until, events: [] })
if (config) window.kc = make(config)
if (init) window.settled = attempt(() => window.kc.init(init), 8000)
window.loaded = true
