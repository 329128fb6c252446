/**
 * Live channels that outlive their access token: each connection is made with a fresh token, each renewed token is told to
 * the server on the connection there is, before the old one ends, and nothing is torn down for it. A channel waits through
 * `retrying` and `needs-sign-in`, and ends when the user signs out, when the session object is disposed of, or by `signal`.
 *
 * The access token is sent to whatever server you name: name only your own, by `wss:`. Tokens that are bound by DPoP are
 * of no use here, since a message carries no proof.
 */
import type { Auth } from './index.d.ts'

/** An access token, and when it ends: milliseconds since 1970 on this machine's clock. */
export interface Token {
  readonly accessToken: string
  readonly expiresAt: number
}

/**
 * Opens a WebSocket as soon as there is a token, and again, with growing delays, whenever it closes.
 *
 * @example
 * const live = openWebSocket(auth, {
 *   url: 'wss://desk.example/live',
 *   authenticate: ({ accessToken }) => JSON.stringify({ type: 'authenticate', token: accessToken }),
 *   onMessage: ({ data }) => show(JSON.parse(data)),
 * })
 */
export function openWebSocket(auth: Auth, options: WebSocketOptions): LiveSocket

export interface WebSocketOptions {
  /** Where to. A token does not belong here: addresses end up in logs. */
  url: string | URL | ((token: Token) => string | URL)
  /** Subprotocols; some servers take the token as one of them. */
  protocols?: string | string[] | ((token: Token) => string | string[] | undefined)
  /** The message that tells the server of a token: sent first on each connection, and again for each new token. */
  authenticate?: (token: Token) => string | ArrayBuffer | ArrayBufferView<ArrayBuffer> | Blob
  binaryType?: BinaryType
  /** Called after each connection is open and its first message is sent. */
  onOpen?: (socket: WebSocket) => void
  onMessage?: (event: MessageEvent) => void
  onClose?: (event: CloseEvent) => void
  /** Whether the server closed because it does not accept the token; another is then got first. Default: codes 1008, 3000, 4401. */
  isRefusal?: (event: CloseEvent) => boolean
  signal?: AbortSignal
}

export interface LiveSocket {
  /** The connection there is now, in whatever state. */
  readonly socket: WebSocket | undefined
  /** Closes it for good. */
  close(): void
}

/** What is used of a socket of `socket.io-client` 4. */
export interface SocketIo {
  auth: object | ((send: (data: object) => void) => void)
  readonly connected: boolean
  readonly active: boolean
  connect(): unknown
  disconnect(): unknown
  emit(event: string, ...words: any[]): unknown
  on(event: string, listener: (...words: any[]) => void): unknown
  off(event: string, listener: (...words: any[]) => void): unknown
}

/**
 * Connects a socket that was made with `autoConnect: false`, with `auth: { token }`, and emits `authenticate` with
 * `{ token }` for each new token. Also connects again where the library does not: after the server has refused or
 * disconnected it, and then with another token. Returns the function that ends it.
 */
export function keepSocketIo(auth: Auth, socket: SocketIo, options?: SocketIoOptions): () => void

export interface SocketIoOptions {
  /** The event that tells the server of a new token. Default: `authenticate`. */
  event?: string
  /** What is sent, at the handshake and with the event. Default: `{ token }`. */
  payload?: (token: Token) => object
  signal?: AbortSignal
}

/** What is used of a `Client` of `@stomp/stompjs` 7. */
export interface StompClient {
  connectHeaders: Record<string, string>
  readonly connected: boolean
  beforeConnect(client: any): void | Promise<void>
  onConnect(frame: any): void
  onStompError(frame: any): void
  activate(): void
  deactivate(): Promise<void>
  publish(message: { destination: string; headers?: Record<string, string>; body?: string }): void
}

/**
 * Activates a client, each of whose connections begins with `Authorization: Bearer …` in the CONNECT frame. STOMP itself
 * has no frame to tell of a new token on a live connection: with `destination` a message without a body is sent there, with
 * the same header. Returns the function that ends it.
 */
export function keepStomp(auth: Auth, client: StompClient, options?: StompOptions): () => void

export interface StompOptions {
  /** Where to tell the server of a new token. Default: nowhere; it then counts for the next connection. */
  destination?: string
  /** The headers that carry a token. Default: `Authorization`. */
  headers?: (token: Token) => Record<string, string>
  signal?: AbortSignal
}
