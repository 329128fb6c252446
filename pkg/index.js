import { AuthError, gone } from './auth-error.js'
import { keepInternals } from './internal.js'
import { load, unavailable } from './load.js'
import { tokens } from './tokens.js'

export { AuthError }

/**
 * The session object: asks the client to act, and keeps its last answers so that reading them costs no call.
 * Its methods are closures: they may be taken off the object, and a framework may wrap it in a proxy.
 *
 * @type {typeof import('./index.d.ts').createAuth}
 */
export function createAuth(config) {
  /** @type {Set<(type: string, detail: unknown) => void>} */
  const listeners = new Set()
  /** @type {import('./index.d.ts').AuthState} */
  let state = Object.freeze({ status: 'loading' })
  let person = nobody
  /** The person's: always this set, and asked by a function as small as can be, because pages ask a million times. @type {Set<string>} */
  const roles = new Set()
  /** @type {number | undefined} */
  let expiresAt
  /** @type {Promise<import('./host/client.js').Client> | undefined} */
  let opening
  /** @type {Promise<never> | undefined} */
  let leaving
  const disposal = new AbortController()

  /**
   * Calls whoever listens for this.
   *
   * @param {string} type
   * @param {unknown} [detail]
   */
  const tell = (type, detail) => {
    for (const listener of [...listeners]) {
      try {
        listener(type, detail)
      } catch (error) {
        // A listener's mistake must reach neither the others nor the session, but still the page's own error handling.
        setTimeout(() => {
          throw error
        })
      }
    }
  }

  /**
   * @param {string} wanted
   * @param {(detail: any) => void} hear
   */
  const listen = (wanted, hear) => {
    // Wrapped, so that a function that listens twice is called twice, and ended one at a time.
    /** @type {(type: string, detail: unknown) => void} */
    const entry = (type, detail) => {
      if (type === wanted) hear(detail)
    }
    listeners.add(entry)
    return () => void listeners.delete(entry)
  }

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
      roles.clear()
      for (const role of asNames(person.user?.roles ?? [])) roles.add(role)
    },
    expiry: (milliseconds) => {
      expiresAt = milliseconds
    },
    notice: (error) => {
      console.warn(`cx-auth: ${error.message} (${error.code})`)
      tell('notice', error)
    },
    changed: () => tell('changed', state),
  }

  /** @type {(idle: ReturnType<typeof import('./idle.js').watchIdle>) => void} */
  let idleOpened
  /** @type {Promise<ReturnType<typeof import('./idle.js').watchIdle>>} */
  const idling = new Promise((resolve) => (idleOpened = resolve))

  const open = async () => {
    if (typeof document === 'undefined') throw new AuthError('not-a-browser', 'cx-auth needs a browser page')
    const watching = config.idle && import('./idle.js').catch((cause) => Promise.reject(unavailable(cause)))
    const [{ Client }, { watchIdle }] = await Promise.all([load(config), watching ?? nothing])
    if (disposal.signal.aborted) throw gone()
    const client = new Client(config, face)
    onDispose(() => client.dispose())
    if (watchIdle) {
      const idle = watchIdle(config, { isSignedIn, subscribe: auth.subscribe, tell, signOut: auth.signOut })
      onDispose(idle.close)
      idleOpened(idle)
    }
    return client
  }

  /** @param {() => void} act */
  const onDispose = (act) => disposal.signal.addEventListener('abort', act)
  const isSignedIn = () => ['signed-in', 'retrying'].includes(state.status)

  /**
   * @template T
   * @param {(client: import('./host/client.js').Client) => Promise<T>} question
   */
  const ask = async (question) => {
    if (disposal.signal.aborted) throw gone()
    opening ??= open().catch((error) => {
      opening = undefined
      if (!disposal.signal.aborted) {
        face.state('signed-out', error.kind, error)
        face.changed()
      }
      throw error
    })
    return question(await opening)
  }

  /** @param {(client: import('./host/client.js').Client) => Promise<import('./index.d.ts').SignInNotes>} question */
  const askForState = async (question) => {
    const notes = await ask(question)
    return { ...state, ...notes }
  }

  /** @param {string} role @param {string} clientId */
  const hasClientRole = (role, clientId) => person.clientRoles.get(clientId)?.has(role) ?? false

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
    start: (options) => askForState((client) => client.start(options)),
    // A second click while the page is being left joins the first.
    signIn: (options) =>
      (leaving ??= ask((client) => client.signIn(options)).finally(() => {
        leaving = undefined
      })),
    signInWithPopup: (options) => askForState((client) => client.signInWithPopup(options)),
    recover: (options) => askForState((client) => client.recover(options)),
    signOut: (options) => ask((client) => client.signOut(options)),
    revoke: () => ask((client) => client.revoke()),
    accessToken: (options) => ask((client) => client.accessToken(options)),
    tokens: ({ signal } = {}) => tokens(auth, signal ? [disposal.signal, signal] : [disposal.signal]),
    fetch: (input, init) => ask((client) => client.fetch(input, init)),
    userInfo: () => ask((client) => client.userInfo()),
    accountUrl: (options) => accountUrl({ ...config, ...options }),
    subscribe: (listener) => listen('changed', listener),
    on: listen,
    hasRole: (role, clientId) => (clientId === undefined ? roles.has(role) : hasClientRole(role, clientId)),
    inGroup: (path) => person.groups.has(path.startsWith('/') ? path : '/' + path),
    holdActivity: () => {
      let release = () => {}
      let isOver = false
      idling.then(({ hold }) => {
        if (!isOver) release = hold()
      })
      return () => {
        isOver = true
        release()
      }
    },
    dispose: () => {
      listeners.clear()
      disposal.abort()
    },
  }
  keepInternals(auth, { config, face, ask })
  return Object.freeze(auth)
}

/**
 * Keycloak's account pages have one address in each realm.
 *
 * @param {import('./index.d.ts').AuthConfig} config
 */
function accountUrl({ issuer, clientId, redirectUri = location.href.split(/[?#]/)[0] }) {
  if (!issuer.includes('/realms/')) throw new AuthError('invalid-config', 'only Keycloak has account pages at a known address')
  return `${issuer}/account?${new URLSearchParams({ referrer: clientId, referrer_uri: redirectUri })}`
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
  const clientRoles = new Map(Object.entries(user.clientRoles).map(([clientId, roles]) => [clientId, new Set(asNames(roles))]))
  return { user: Object.freeze(user), clientRoles, groups }
}

/**
 * The same strings, as JavaScript keeps the names of properties: each once, so that it compares them with a literal of the
 * application by address, and not letter by letter.
 *
 * @param {readonly string[]} strings
 */
const asNames = (strings) => Object.keys(Object.fromEntries(strings.map((string) => [string, true])))

/** @type {Omit<ReturnType<typeof whoIs>, 'user'> & { user: import('./index.d.ts').User | undefined }} */
const nobody = { user: undefined, clientRoles: new Map(), groups: new Set() }

/** @type {Partial<typeof import('./idle.js')>} */
const nothing = {}
