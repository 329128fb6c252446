// Live channels that outlive their access token: each connection is made with a fresh one, each new one is told to the
// server on the connection there is, and nothing is torn down for it. Works with `WebSocket`, with a socket of
// `socket.io-client` and with a client of `@stomp/stompjs`; neither library is part of this package.

/**
 * @typedef {import('./index.d.ts').Auth} Auth
 * @typedef {import('./live.d.ts').Token} Token
 */

/** @type {typeof import('./live.d.ts').openWebSocket} */
export function openWebSocket(auth, options) {
  const { url, protocols, authenticate, isRefusal = ({ code }) => REFUSALS.includes(code) } = options
  const feed = new Feed(auth, options.signal)
  /** @type {WebSocket | undefined} */
  let socket
  let failures = 0
  let callOffRetry = () => {}

  const connect = async () => {
    const token = await feed.connectionToken()
    if (!token) return
    const mine = (socket = new WebSocket(valueOf(url, token), valueOf(protocols, token)))
    mine.binaryType = options.binaryType ?? 'blob'
    mine.onopen = () => {
      failures = 0
      feed.forget()
      feed.tell()
      options.onOpen?.(mine)
    }
    mine.onmessage = (event) => options.onMessage?.(event)
    mine.onclose = (event) => {
      if (isRefusal(event)) feed.refuse()
      options.onClose?.(event)
      if (!feed.isOver) callOffRetry = after(delay(failures++), connect)
    }
  }
  feed.follow({
    begin: () => void connect(),
    send: (token) => {
      if (socket?.readyState !== WebSocket.OPEN) return false
      if (authenticate) socket.send(authenticate(token))
      return true
    },
    end: () => {
      callOffRetry()
      socket?.close(1000)
    },
  })
  return {
    get socket() {
      return socket
    },
    close: () => feed.end(),
  }
}

/** @type {typeof import('./live.d.ts').keepSocketIo} */
export function keepSocketIo(auth, socket, { event = 'authenticate', payload = asToken, signal } = {}) {
  const feed = new Feed(auth, signal)
  let failures = 0
  let callOffRetry = () => {}

  socket.auth = (send) => void feed.connectionToken().then((token) => token && send(payload(token)))
  const connected = () => {
    failures = 0
    feed.tell()
  }
  // The library connects again by itself after a failure, but not after the server has refused.
  const refused = () => {
    if (socket.active || feed.isOver) return
    feed.refuse()
    callOffRetry()
    callOffRetry = after(delay(failures++), () => socket.connect())
  }
  /** @param {string} reason */
  const disconnected = (reason) => {
    if (reason === 'io server disconnect') refused()
  }
  socket.on('connect', connected)
  socket.on('connect_error', refused)
  socket.on('disconnect', disconnected)
  feed.follow({
    begin: () => socket.connect(),
    send: (token) => {
      if (socket.connected) socket.emit(event, payload(token))
      return socket.connected
    },
    end: () => {
      callOffRetry()
      socket.off('connect', connected)
      socket.off('connect_error', refused)
      socket.off('disconnect', disconnected)
      socket.disconnect()
    },
  })
  return () => feed.end()
}

/** @type {typeof import('./live.d.ts').keepStomp} */
export function keepStomp(auth, client, { destination, headers = asAuthorization, signal } = {}) {
  const feed = new Feed(auth, signal)
  const { beforeConnect, onConnect, onStompError } = client

  client.beforeConnect = async (client) => {
    const token = await feed.connectionToken()
    if (token) client.connectHeaders = { ...client.connectHeaders, ...headers(token) }
    await beforeConnect.call(client, client)
  }
  client.onConnect = (frame) => {
    feed.tell()
    onConnect.call(client, frame)
  }
  client.onStompError = (frame) => {
    feed.refuse()
    onStompError.call(client, frame)
  }
  feed.follow({
    begin: () => client.activate(),
    send: (token) => {
      if (!destination || !client.connected) return false
      client.publish({ destination, headers: headers(token) })
      return true
    },
    end: () => {
      Object.assign(client, { beforeConnect, onConnect, onStompError })
      void client.deactivate()
    },
  })
  return () => feed.end()
}

/** The tokens of one channel. */
class Feed {
  #auth
  #ending = new AbortController()
  /** Tells the server; whether that could be done. @type {(token: Token) => boolean} */
  #send = () => false
  /** @type {Token | undefined} */
  #newest
  /** What the server has heard of on this connection. */
  #told = ''
  #refused = ''

  /**
   * @param {Auth} auth
   * @param {AbortSignal} [signal]
   */
  constructor(auth, signal) {
    this.#auth = auth
    if (signal?.aborted) this.end()
    signal?.addEventListener('abort', () => this.end(), { once: true, signal: this.#ending.signal })
  }

  get isOver() {
    return this.#ending.signal.aborted
  }

  end() {
    this.#ending.abort()
  }

  /**
   * Until the user signs out, the session object is disposed of, or the channel is ended.
   *
   * @param {{ begin: () => void, send: (token: Token) => boolean, end: () => void }} steps
   */
  async follow({ begin, send, end }) {
    this.#send = send
    for await (const token of this.#tokens()) {
      const isFirst = !this.#newest
      this.#newest = token
      if (isFirst) begin()
      this.tell()
    }
    this.end()
    end()
  }

  /** Tells the server of the newest token, unless it has heard of it on this connection. */
  tell() {
    const token = this.#newest
    if (token && token.accessToken !== this.#told && this.#send(token)) this.#told = token.accessToken
  }

  /** There is a new connection, and nothing was said on it. */
  forget() {
    this.#told = ''
  }

  /** The server does not accept the token that it was told of last. */
  refuse() {
    this.#refused = this.#told
  }

  /**
   * A token that is good for a connection about to be made with it; waits for one if there is none now. Nothing: it is over.
   *
   * @returns {Promise<Token | undefined>}
   */
  async connectionToken() {
    for await (const { accessToken: current } of this.#tokens()) {
      try {
        const accessToken = await this.#auth.accessToken(
          current === this.#refused ? { insteadOf: current } : { minValidity: MIN_VALIDITY },
        )
        if (this.isOver) return
        this.#told = accessToken
        return (this.#newest = { accessToken, expiresAt: this.#auth.accessTokenExpiresAt ?? 0 })
      } catch {
        // The next one, then.
      }
    }
  }

  #tokens() {
    return this.#auth.tokens({ signal: this.#ending.signal })
  }
}

/**
 * @template {string | URL | string[] | undefined} T
 * @param {T | ((token: Token) => T)} value
 * @param {Token} token
 */
const valueOf = (value, token) => (typeof value === 'function' ? value(token) : value)

/**
 * @param {number} milliseconds
 * @param {() => void} act
 */
function after(milliseconds, act) {
  const timer = setTimeout(act, milliseconds)
  return () => clearTimeout(timer)
}

/**
 * Longer after each failure, up to half a minute, and not the same for all agents of a server that was started again.
 *
 * @param {number} failures
 */
const delay = (failures) => Math.min(30_000, 1000 * 2 ** failures) * (0.5 + Math.random() / 2)

/** @param {Token} token */
const asToken = ({ accessToken }) => ({ token: accessToken })

/** @param {Token} token */
const asAuthorization = ({ accessToken }) => ({ Authorization: `Bearer ${accessToken}` })

/** How many seconds a token must be good for when a connection is made. */
const MIN_VALIDITY = 30
/** Close codes that mean: not with this token. 1008 is "policy violation", 3000 "unauthorized", 4401 what many servers use. */
const REFUSALS = [1008, 3000, 4401]
