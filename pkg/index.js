import { AuthError } from './auth-error.js'
import { load } from './load.js'

export { AuthError }

/**
 * The session object: asks the WebAssembly client to act, and keeps its last answers so that reading them costs no call.
 * Its methods are closures: they may be taken off the object, and a framework may wrap it in a proxy.
 *
 * @type {typeof import('./index.d.ts').createAuth}
 */
export function createAuth(config) {
  /** @type {Set<(state: import('./index.d.ts').AuthState) => void>} */
  const listeners = new Set()
  /** @type {import('./index.d.ts').AuthState} */
  let state = Object.freeze({ status: 'loading' })
  let person = nobody
  /** The person's, where they are found soonest: a page may ask a million times. */
  let roles = nobody.roles
  /** @type {number | undefined} */
  let expiresAt
  /** @type {Promise<import('./host/client.js').Client> | undefined} */
  let opening
  /** @type {import('./host/client.js').Client | undefined} */
  let client
  /** @type {Promise<never> | undefined} */
  let leaving
  let disposed = false

  /**
   * What the client pushes to: first what changed, then one `changed` for all of it.
   *
   * @type {import('./host/client.js').Face}
   */
  const face = {
    state: (status, reason, error) => {
      const next = { status, ...(reason && { reason }), ...(error && { error }) }
      state = Object.freeze(/** @type {import('./index.d.ts').AuthState} */ (next))
    },
    user: (user) => {
      person = user ? whoIs(user) : nobody
      roles = person.roles
    },
    expiry: (milliseconds) => {
      expiresAt = milliseconds
    },
    notice: (error) => console.warn(`cx-auth: ${error.message} (${error.code})`),
    changed: () => {
      for (const listener of [...listeners]) {
        try {
          listener(state)
        } catch (error) {
          // A listener's mistake must reach neither the others nor the session, but still the page's own error handling.
          setTimeout(() => {
            throw error
          })
        }
      }
    },
  }

  const open = async () => {
    if (typeof document === 'undefined') throw new AuthError('not-a-browser', 'cx-auth needs a browser page')
    const { Client } = await load(config)
    if (disposed) throw gone()
    return (client = new Client(config, face))
  }

  /**
   * @template T
   * @param {(client: import('./host/client.js').Client) => Promise<T>} question
   */
  const ask = async (question) => {
    if (disposed) throw gone()
    opening ??= open().catch((error) => {
      opening = undefined
      if (!disposed) {
        face.state('signed-out', error.kind, error)
        face.changed()
      }
      throw error
    })
    return question(await opening)
  }

  /** @type {import('./index.d.ts').Auth} */
  const auth = {
    get state() {
      return state
    },
    get user() {
      return person.user
    },
    get accessTokenExpiresAt() {
      return expiresAt
    },
    start: async (options) => {
      const more = await ask((client) => client.start(options))
      return { ...state, ...more }
    },
    // A second click while the page is being left joins the first.
    signIn: (options) =>
      (leaving ??= ask((client) => client.signIn(options)).finally(() => {
        leaving = undefined
      })),
    signOut: (options) => ask((client) => client.signOut(options)),
    accessToken: (options) => ask((client) => client.accessToken(options)),
    subscribe: (listener) => {
      // Wrapped, so that a function subscribed twice is called twice, and ended one at a time.
      /** @param {import('./index.d.ts').AuthState} state */
      const entry = (state) => listener(state)
      listeners.add(entry)
      return () => void listeners.delete(entry)
    },
    hasRole: (role, clientId) =>
      clientId === undefined ? roles.has(role) : (person.clientRoles.get(clientId)?.has(role) ?? false),
    inGroup: (path) => person.groups.has(path.startsWith('/') ? path : '/' + path),
    dispose: () => {
      disposed = true
      listeners.clear()
      client?.dispose()
    },
  }
  return Object.freeze(auth)
}

/**
 * A user with what `hasRole` and `inGroup` look up: a member of `/team/night` is in `/team` too.
 *
 * @param {import('./index.d.ts').User} user
 */
function whoIs(user) {
  const groups = new Set(user.groups)
  for (const path of user.groups) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) groups.add(path.slice(0, end))
  }
  const clientRoles = new Map(Object.entries(user.clientRoles).map(([clientId, roles]) => [clientId, new Set(roles)]))
  return { user: Object.freeze(user), roles: new Set(user.roles), clientRoles, groups }
}

/** @type {Omit<ReturnType<typeof whoIs>, 'user'> & { user: import('./index.d.ts').User | undefined }} */
const nobody = { user: undefined, roles: new Set(), clientRoles: new Map(), groups: new Set() }

const gone = () => new AuthError('disposed', 'this session object was disposed of')
