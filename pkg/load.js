import { AuthError } from './auth-error.js'
import { askAhead } from './host/ahead.js'

/**
 * One module for the whole page, however many `createAuth` there are.
 *
 * @type {Promise<typeof import('./host/client.js')> | undefined}
 */
let loading
let loaded = false

/**
 * Loads the WebAssembly module: once, when first needed, within `timeoutMs`. After a failure the next call tries again.
 *
 * @param {import('./index.d.ts').AuthConfig} config
 */
export function load(config) {
  const { wasm, timeoutMs = 10_000 } = config
  if (!loaded) askAhead(config)
  loading ??= instantiate(wasm, timeoutMs).catch((cause) => {
    loading = undefined
    throw unavailable(cause)
  })
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(unavailable(new Error(`No answer in ${timeoutMs} ms`))), timeoutMs)
  })
  return Promise.race([loading, /** @type {Promise<never>} */ (late)]).finally(() => clearTimeout(timer))
}

/**
 * The address below is written so that Vite and webpack see it, and ship the file.
 *
 * @param {import('./index.d.ts').AuthConfig['wasm']} wasm
 * @param {number} timeoutMs
 */
async function instantiate(wasm = new URL('./dist/cx_auth_bg.wasm', import.meta.url), timeoutMs) {
  const byAddress = typeof wasm === 'string' || wasm instanceof URL
  const [shell, source] = await Promise.all([
    import('./host/client.js'),
    byAddress ? fetch(wasm, { signal: AbortSignal.timeout(timeoutMs) }) : wasm,
  ])
  await shell.init({ module_or_path: source })
  loaded = true
  return shell
}

/** @param {unknown} cause */
export const unavailable = (cause) =>
  new AuthError('wasm-unavailable', 'the WebAssembly module of cx-auth, or a script of it, could not be loaded', { kind: 'browser', cause })
