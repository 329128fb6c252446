import { AuthError, gone } from '../auth-error.js'
import init, { Engine } from '../dist/cx_auth.js'
import { flat, read } from '../dist/flat.js'
import { fetchAuthorized } from './authorized-fetch.js'
import { openDatabase } from './database.js'
import { send } from './fetch.js'
import { openFrame } from './frame.js'
import { openOwnStorage } from './own-storage.js'
import { openPopup } from './popup.js'
import { openProofKey } from './proof-key.js'
import { openSharing } from './sharing.js'
import { store } from './storage.js'
import { after } from './timer.js'
import { verify } from './verify.js'
import { listen } from './wake.js'

export { init }

/**
 * @typedef {import('./wire.d.ts').Input} Input
 * @typedef {import('./wire.d.ts').Output} Output
 * @typedef {import('./wire.d.ts').OutputOf<'resolve'>} Resolved
 * @typedef {import('./wire.d.ts').ErrorWords} ErrorWords
 */

/**
 * What the client pushes to: first what changed, then one `changed` for all of it.
 *
 * @typedef {object} Face
 * @property {(status: string, reason?: string, error?: AuthError) => void} state
 * @property {(user?: import('../index.d.ts').User) => void} user
 * @property {(milliseconds?: number) => void} expiry
 * @property {(error: AuthError) => void} notice
 * @property {() => void} changed
 * @property {(tokens: { accessToken?: string, refreshToken?: string, idToken?: string }) => void} [tokens] only if the client
 *   was opened with `showsTokens`
 */

/**
 * One session: the loop between the browser and the WebAssembly, which takes every decision. Each input is handed in with
 * the time and fresh random bytes; each output is done by one file of this folder, and its result, good or bad, is the
 * next input. What lives longer than a turn (timers, listeners, requests, frames) is held here, and let go of here.
 */
export class Client {
  #engine = new Engine()
  #face
  #silentRedirectUri
  /** @type {Input[]} */
  #inbox = []
  #running = false
  #closed = false
  /** @type {Map<number, { resolve: (answer: Resolved) => void, reject: (error: AuthError) => void }>} */
  #calls = new Map()
  #callsMade = 0
  /** Calls off what is under way, by the id of its output. @type {Map<number, () => void>} */
  #errands = new Map()
  /** @type {Map<number, ReturnType<typeof openPopup>>} */
  #popups = new Map()
  #apiOrigins
  #database = openDatabase()
  #proofKey
  #ownStorage
  #sharing
  /** @type {import('./authorized-fetch.js').Authorizer} */
  #authorizer = {
    authorize: async (request) => {
      const { value: token = '', proof } = await this.#demand({ input: 'authorizeApi', ...request })
      return { token, proof }
    },
    judge: async (refusal) => {
      const { value, acrValues, maxAge } = await this.#demand({ input: 'apiRefused', ...refusal })
      return { reaction: /** @type {import('./wire.d.ts').Reaction} */ (value), acrValues, maxAge }
    },
    stepUp: (options) => this.signInWithPopup(options),
  }
  #ignoreAlarm = () => {}
  #ignoreWakes

  /**
   * @param {import('../index.d.ts').AuthConfig} config
   * @param {Face} face
   */
  constructor({ wasm, storage, apiOrigins, idle, ...config }, face) {
    this.#face = face
    this.#apiOrigins = apiOrigins ?? [location.origin]
    const key = `${config.clientId}@${config.issuer}`
    this.#proofKey = openProofKey(this.#database, key)
    this.#silentRedirectUri = config.silentRedirectUri ?? ''
    const isOwn = typeof storage === 'object'
    const sharing = openSharing(key, this.#database, (message) => this.#give({ input: 'heard', message }))
    const open = { ...config, apiOrigins: this.#apiOrigins, storage: isOwn ? 'own' : storage, sharesSession: Boolean(sharing) }
    for (const { error } of this.#handle({ open })) {
      sharing?.close()
      throw failure(error)
    }
    this.#sharing = sharing
    this.#ownStorage = isOwn ? openOwnStorage(storage, config.timeoutMs ?? 10_000) : undefined
    this.#ignoreWakes = listen((cause) => this.#give({ input: 'wake', cause }))
  }

  /** @param {import('../index.d.ts').StartOptions} [options] */
  start(options) {
    return this.#askForNotes('start', options)
  }

  /**
   * Only a failure is ever answered.
   *
   * @param {import('../index.d.ts').SignInOptions} [options]
   * @returns {Promise<never>}
   */
  signIn(options) {
    return /** @type {Promise<never>} */ (this.#ask('signIn', readable(options)))
  }

  /** @param {import('../index.d.ts').SignInOptions} [options] */
  signInWithPopup(options) {
    return this.#askForNotes('signInWithPopup', readable(options))
  }

  /** @param {import('../index.d.ts').RecoverOptions} [options] */
  recover(options) {
    return this.#askForNotes('recover', options)
  }

  /**
   * Only a failure is ever answered.
   *
   * @param {import('../index.d.ts').SignOutOptions} [options]
   * @returns {Promise<never>}
   */
  signOut(options) {
    return /** @type {Promise<never>} */ (this.#ask('signOut', options))
  }

  /**
   * @param {import('../index.d.ts').AccessTokenOptions} [options]
   * @returns {Promise<string>}
   */
  async accessToken(options) {
    const { value } = await this.#ask('accessToken', options)
    return /** @type {string} */ (value)
  }

  /** @returns {Promise<Record<string, unknown>>} */
  async userInfo() {
    const { value } = await this.#ask('userInfo')
    return JSON.parse(/** @type {string} */ (value))
  }

  /**
   * The URL of a sign-in, for an application that leaves the page in a way of its own.
   *
   * @param {import('../index.d.ts').SignInOptions & { scope?: string }} [options]
   * @returns {Promise<string>}
   */
  async authorizationUrl(options) {
    const { value } = await this.#ask('authorizationUrl', readable(options))
    return /** @type {string} */ (value)
  }

  /** What the provider says of itself. @returns {Promise<Record<string, unknown>>} */
  async metadata() {
    const { value } = await this.#ask('metadata')
    return JSON.parse(/** @type {string} */ (value))
  }

  /**
   * Forgets the session without leaving the page; the provider is not told.
   *
   * @param {'here' | 'everywhere'} scope
   */
  async forget(scope) {
    await this.#ask(scope === 'here' ? 'forgetHere' : 'forgetEverywhere')
  }

  /** Has the provider forget the tokens, and forgets the session here. */
  async revoke() {
    await this.#ask('revoke')
  }

  /**
   * Asks the provider for tokens, or for a code that leads to some. Whatever it answers is given back as it came.
   *
   * @param {Record<string, string>} form without `client_id`
   * @param {'token' | 'device'} [endpoint]
   */
  async requestTokens(form, endpoint = 'token') {
    const { status = 0, value = '' } = await this.#demand({ input: 'requestTokens', endpoint, form: `${new URLSearchParams(form)}` })
    return { status, body: value }
  }

  /**
   * Takes over tokens that came in another way as the session. Without an ID token only if that is wanted: nothing then says
   * for whom they are.
   *
   * @param {string | Record<string, unknown>} answer as a token endpoint gives it
   * @param {{ withoutIdToken?: boolean }} [options]
   */
  async adopt(answer, { withoutIdToken = false } = {}) {
    await this.#demand({ input: 'adopt', answer: typeof answer === 'string' ? answer : JSON.stringify(answer), withoutIdToken })
  }

  /**
   * @param {RequestInfo | URL} input
   * @param {RequestInit} [init]
   */
  fetch(input, init) {
    return fetchAuthorized(this.#authorizer, this.#apiOrigins, input, init)
  }

  /** Lets go of every timer, listener, request, window and lock; what still waits is rejected. */
  dispose() {
    if (this.#closed) return
    this.#closed = true
    this.#ignoreWakes()
    this.#ignoreAlarm()
    this.#sharing?.close()
    this.#database.close()
    for (const popup of this.#popups.values()) popup.close()
    for (const callOff of this.#errands.values()) callOff()
    for (const { reject } of this.#calls.values()) reject(gone())
    if (!this.#running) this.#engine.free()
  }

  /**
   * What a sign-in that was completed has brought along.
   *
   * @param {import('./wire.d.ts').Question['input']} input
   * @param {object} [options]
   * @returns {Promise<import('../index.d.ts').SignInNotes>}
   */
  async #askForNotes(input, options) {
    const { value: appState, actionStatus } = await this.#ask(input, options)
    return { ...(appState !== undefined && { appState }), ...(actionStatus && { actionStatus }) }
  }

  /**
   * @param {import('./wire.d.ts').Question['input']} input
   * @param {object} [options]
   * @returns {Promise<Resolved>}
   */
  #ask(input, options) {
    return this.#call((call) => ({ input, call, pageUrl: location.href, options }))
  }

  /**
   * @template {import('./wire.d.ts').Demand} T
   * @param {T extends unknown ? Omit<T, 'call'> : never} demand
   */
  #demand(demand) {
    return this.#call((call) => /** @type {import('./wire.d.ts').Demand} */ ({ ...demand, call }))
  }

  /**
   * @param {(call: number) => Input} input
   * @returns {Promise<Resolved>}
   */
  #call(input) {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw gone()
      const call = ++this.#callsMade
      this.#calls.set(call, { resolve, reject })
      this.#give(input(call))
    })
  }

  /**
   * Hands in what happened, now or, from inside a turn, after it.
   *
   * @param {Input} input
   */
  #give(input) {
    this.#inbox.push(input)
    if (this.#running) return
    this.#running = true
    try {
      for (let next; !this.#closed && (next = this.#inbox.shift()); ) {
        for (const output of this.#handle(next)) {
          if (!this.#closed) this.#perform(output)
        }
      }
    } finally {
      this.#running = false
      if (this.#closed) this.#engine.free()
    }
  }

  /**
   * @param {Input | { open: object }} input
   * @returns {any[]}
   */
  #handle(input) {
    const random = crypto.getRandomValues(new Uint8Array(Engine.randomBytes()))
    return read(this.#engine.handle(Date.now(), random, flat(input)))
  }

  /** @param {Output} output */
  #perform(output) {
    switch (output.output) {
      case 'http':
        return this.#begin(output.id, 'http', (reply) => send(output, reply))
      case 'frame':
        return this.#begin(output.id, 'frame', (reply) => openFrame(output, this.#silentRedirectUri, reply))
      case 'read':
      case 'write':
      case 'remove':
        if (output.area === 'session') return this.#give({ input: 'stored', id: output.id, ...store(output) })
        return this.#ownStorage?.(output, (result) => this.#give({ input: 'stored', id: output.id, ...result }))
      case 'popupOpen': {
        const popup = openPopup((result) => this.#give({ input: 'popup', id: output.id, ...result }))
        return this.#popups.set(output.id, popup)
      }
      case 'popupTo':
        return this.#popups.get(output.id)?.go(output.url)
      case 'popupClose':
        this.#popups.get(output.id)?.close()
        return this.#popups.delete(output.id)
      case 'lock': {
        // Held, it may still be taken away: the errand is over when the lock is let go of.
        const letGo = this.#sharing?.lock(output.byForce, (result) => this.#give({ input: 'locked', id: output.id, ...result }))
        return letGo && this.#errands.set(output.id, letGo)
      }
      case 'unlock':
        this.#errands.get(output.id)?.()
        return this.#errands.delete(output.id)
      case 'record':
        return this.#sharing?.record(output.replace, (result) => this.#give({ input: 'recorded', id: output.id, ...result }))
      case 'broadcast':
        return this.#sharing?.say(output.message)
      case 'verify':
        return verify(output, (result) => this.#give({ input: 'verified', id: output.id, ...result }))
      case 'proofKey':
        return this.#proofKey.describe((result) => this.#give({ input: 'proofKey', id: output.id, ...result }))
      case 'sign':
        return this.#proofKey.sign(output.text, (result) => this.#give({ input: 'signed', id: output.id, ...result }))
      case 'navigate':
        try {
          return location.assign(output.url)
        } catch {
          return this.#give({ input: 'navigationFailed', id: output.id })
        }
      case 'replaceUrl':
        try {
          // The history entry's state belongs to the application's router.
          return history.replaceState(history.state, '', output.url)
        } catch {
          // It came too often, or is of another origin: then the old address stays in view.
          return
        }
      case 'wakeAt':
        this.#ignoreAlarm()
        this.#ignoreAlarm = after(output.time - Date.now(), () => this.#give({ input: 'wake', cause: 'timer' }))
        return
      case 'resolve':
        return this.#answered(output.call)?.resolve(output)
      case 'reject':
        return this.#answered(output.call)?.reject(failure(output.error))
      case 'state':
        return this.#face.state(output.status, output.reason, output.error && failure(output.error))
      case 'user':
        return this.#face.user(output.user)
      case 'notice':
        return this.#face.notice(failure(output.error))
      case 'tokens':
        return this.#face.tokens?.(output)
      case 'changed':
        this.#face.expiry(output.expiresAt)
        return this.#face.changed()
    }
  }

  /** @param {number} call */
  #answered(call) {
    const waiting = this.#calls.get(call)
    this.#calls.delete(call)
    return waiting
  }

  /**
   * Begins what has its result later: when that is there, nothing of it is left.
   *
   * @param {number} id
   * @param {'http' | 'frame'} input
   * @param {(reply: (result: any) => void) => () => void} begin gives back what calls it off
   */
  #begin(id, input, begin) {
    const callOff = begin((result) => {
      if (this.#errands.delete(id)) {
        callOff()
        this.#give({ input, id, ...result })
      }
    })
    this.#errands.set(id, callOff)
  }
}

/**
 * The options of a sign-in, with `claims` as the text that it is sent as.
 *
 * @param {import('../index.d.ts').SignInOptions} [options]
 */
const readable = (options) =>
  options?.claims && typeof options.claims === 'object' ? { ...options, claims: JSON.stringify(options.claims) } : options

/** @param {ErrorWords} words */
const failure = ({ code, message, ...options }) => new AuthError(code, message, options)
