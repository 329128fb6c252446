/**
 * What the package's other entry points (`cx-auth/keycloak`, `cx-auth/device.js` ...) reach of a session object, and the
 * application does not. Found by one of the object's methods, since a framework may have wrapped the object in a proxy.
 *
 * @typedef {import('./host/client.js').Client} Client
 *
 * @typedef {object} Internals
 * @property {import('./index.d.ts').AuthConfig} config
 * @property {import('./host/client.js').Face} face what the client pushes to; may be added to before the first question
 * @property {<T>(question: (client: Client) => Promise<T>) => Promise<T>} ask loads the WebAssembly if it is not there yet
 */

/** @type {WeakMap<Function, Internals>} */
const known = new WeakMap()

/**
 * @param {import('./index.d.ts').Auth} auth
 * @param {Internals} internals
 */
export const keepInternals = (auth, internals) => void known.set(auth.dispose, internals)

/**
 * @param {import('./index.d.ts').Auth} auth made by `createAuth`
 * @returns {Internals}
 */
export const internals = (auth) => /** @type {Internals} */ (known.get(auth.dispose))
