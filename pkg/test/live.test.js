// Live channels against the real servers and clients of their libraries: no connection is lost for the sake of a token.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { Client } from '@stomp/stompjs'
import { Server as SocketIoServer } from 'socket.io'
import { io } from 'socket.io-client'
import { WebSocket, WebSocketServer } from 'ws'
import { keepSocketIo, keepStomp, openWebSocket } from '../live.js'
import { tokens } from '../tokens.js'

globalThis.WebSocket = WebSocket

/** A session object whose token the test renews. */
class FakeAuth {
  state = { status: 'signed-in' }
  count = 1
  asked = []
  listeners = new Set()
  accessTokenExpiresAt = 1
  subscribe = (listener) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
  accessToken = async (options) => {
    this.asked.push(options)
    if (this.state.status !== 'signed-in') throw new Error('not signed in')
    if (options?.insteadOf === this.token) this.renew()
    return this.token
  }
  tokens = ({ signal }) => tokens(this, [signal])
  get token() {
    return `token-${this.count}`
  }
  renew() {
    this.count++
    this.become('signed-in')
  }
  become(status) {
    this.state = { status }
    for (const listener of [...this.listeners]) listener()
  }
}

/** Waits until it is so. */
async function until(condition) {
  const end = Date.now() + 10_000
  while (!condition()) {
    assert.ok(Date.now() < end, `still not: ${condition}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
const listening = async (server) => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `127.0.0.1:${server.address().port}`
}

async function webSocketServer(context, { accepts = () => true, handleProtocols } = {}) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', ...(handleProtocols && { handleProtocols }) })
  await once(server, 'listening')
  const heard = []
  const sockets = []
  server.on('connection', (socket) => {
    const connection = sockets.push(socket)
    socket.on('message', (data) => {
      heard.push([connection, String(data)])
      if (!accepts(String(data))) socket.close(4401)
    })
  })
  context.after(() => {
    for (const socket of server.clients) socket.terminate()
    server.close()
  })
  return { url: `ws://127.0.0.1:${server.address().port}`, heard, sockets }
}
const authenticate = ({ accessToken }) => accessToken

test('WebSocket: each connection begins with the token, and a new one is told on the connection there is', async (context) => {
  const auth = new FakeAuth()
  const { url, heard, sockets } = await webSocketServer(context)
  const said = []
  const live = openWebSocket(auth, { url, authenticate, onMessage: ({ data }) => said.push(data) })
  await until(() => heard.length === 1)
  auth.renew()
  await until(() => heard.length === 2)
  assert.deepEqual(heard, [[1, 'token-1'], [1, 'token-2']])
  sockets[0].send('hello')
  await until(() => said.length === 1)
  assert.equal(sockets.length, 1)
  live.close()
  await until(() => sockets[0].readyState === WebSocket.CLOSED)
  assert.equal(auth.listeners.size, 0)
})

test('WebSocket: a connection that is lost is made again, with a token that is good for a while', async (context) => {
  const auth = new FakeAuth()
  const { url, heard, sockets } = await webSocketServer(context)
  const live = openWebSocket(auth, { url, authenticate })
  context.after(() => live.close())
  await until(() => heard.length === 1)
  auth.count = 7
  sockets[0].terminate()
  await until(() => heard.length === 2)
  assert.deepEqual(heard[1], [2, 'token-7'])
  assert.ok(auth.asked.some((options) => options?.minValidity >= 30))
})

test('WebSocket: a server that does not accept the token gets another', async (context) => {
  const auth = new FakeAuth()
  const { url, heard } = await webSocketServer(context, { accepts: (token) => token !== 'token-1' })
  const live = openWebSocket(auth, { url, authenticate })
  context.after(() => live.close())
  await until(() => heard.length === 2)
  assert.deepEqual(heard[1], [2, 'token-2'])
  assert.deepEqual(auth.asked.filter((options) => options?.insteadOf), [{ insteadOf: 'token-1' }])
})

test('WebSocket: nobody signed in, no connection; whoever signs out loses it for good', async (context) => {
  const auth = new FakeAuth()
  auth.state = { status: 'needs-sign-in' }
  const { url, heard, sockets } = await webSocketServer(context)
  const live = openWebSocket(auth, { url, authenticate })
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.equal(sockets.length, 0)
  auth.become('signed-in')
  await until(() => heard.length === 1)
  auth.become('signed-out')
  await until(() => live.socket.readyState === WebSocket.CLOSED)
  await new Promise((resolve) => setTimeout(resolve, 1200))
  assert.equal(sockets.length, 1)
})

test('WebSocket: address and protocols may depend on the token', async (context) => {
  const auth = new FakeAuth()
  const { url, sockets } = await webSocketServer(context, { handleProtocols: (protocols) => [...protocols][0] })
  const ending = new AbortController()
  const live = openWebSocket(auth, {
    url: () => url + '/live',
    protocols: ({ accessToken }) => ['bearer', accessToken],
    signal: ending.signal,
  })
  await until(() => live.socket?.readyState === WebSocket.OPEN)
  assert.equal(sockets.length, 1)
  assert.equal(live.socket.url, url + '/live')
  assert.equal(live.socket.protocol, 'bearer')
  ending.abort()
  await until(() => live.socket.readyState === WebSocket.CLOSED)
})

async function socketIoServer(context, accepts = () => true) {
  const http = createServer()
  const server = new SocketIoServer(http, { transports: ['websocket'] })
  const heard = []
  server.use((socket, next) => {
    heard.push(['handshake', socket.handshake.auth.token])
    next(accepts(socket.handshake.auth.token) ? undefined : new Error('unauthorized'))
  })
  server.on('connection', (socket) => socket.on('authenticate', ({ token }) => heard.push(['event', token])))
  const address = await listening(http)
  context.after(() => server.close())
  const socket = io(`http://${address}`, { autoConnect: false, transports: ['websocket'], reconnectionDelay: 50 })
  return { server, socket, heard }
}

test('Socket.IO: the handshake carries the token, and a new one is told by an event', async (context) => {
  const auth = new FakeAuth()
  const { socket, heard } = await socketIoServer(context)
  const end = keepSocketIo(auth, socket)
  await until(() => socket.connected)
  const { id } = socket
  auth.renew()
  await until(() => heard.length === 2)
  assert.deepEqual(heard, [['handshake', 'token-1'], ['event', 'token-2']])
  assert.equal(socket.id, id)
  end()
  await until(() => !socket.connected)
  assert.equal(auth.listeners.size, 0)
})

test('Socket.IO: each new connection has a fresh token', async (context) => {
  const auth = new FakeAuth()
  const { server, socket, heard } = await socketIoServer(context)
  context.after(keepSocketIo(auth, socket))
  await until(() => socket.connected)
  auth.count = 5
  server.disconnectSockets(true)
  for (const { conn } of server.sockets.sockets.values()) conn.close()
  await until(() => heard.length >= 2)
  assert.deepEqual(heard[1], ['handshake', 'token-5'])
})

test('Socket.IO: refused at the handshake, it comes back with another token', async (context) => {
  const auth = new FakeAuth()
  const { socket, heard } = await socketIoServer(context, (token) => token !== 'token-1')
  context.after(keepSocketIo(auth, socket))
  await until(() => socket.connected)
  assert.deepEqual(heard, [['handshake', 'token-1'], ['handshake', 'token-2']])
})

/** As much of a STOMP 1.2 server as the tests need. */
async function stompServer(context, accepts = () => true) {
  const frames = []
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'v12.stomp' })
  await once(server, 'listening')
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      const [head] = String(data).split('\n\n')
      const [command, ...lines] = head.split('\n')
      if (!command) return
      const headers = Object.fromEntries(lines.map((line) => line.split(/:(.*)/s).slice(0, 2)))
      frames.push([command, headers.Authorization, headers.destination])
      if (command !== 'CONNECT') return
      if (accepts(headers.Authorization)) socket.send('CONNECTED\nversion:1.2\n\n\0')
      else {
        socket.send('ERROR\nmessage:unauthorized\n\n\0')
        socket.close()
      }
    })
  })
  context.after(() => {
    for (const socket of server.clients) socket.terminate()
    server.close()
  })
  const brokerURL = `ws://127.0.0.1:${server.address().port}`
  return { server, frames, client: new Client({ brokerURL, reconnectDelay: 50, connectHeaders: { host: 'desk' } }) }
}

test('STOMP: each connection carries a fresh token, and a new one is told where the server wants it', async (context) => {
  const auth = new FakeAuth()
  const { server, client, frames } = await stompServer(context)
  const connections = []
  client.onConnect = () => connections.push('connected')
  const end = keepStomp(auth, client, { destination: '/app/authenticate' })
  await until(() => client.connected)
  auth.renew()
  await until(() => frames.length === 2)
  auth.count = 5
  for (const socket of server.clients) socket.terminate()
  await until(() => frames.length === 3)
  assert.deepEqual(frames, [
    ['CONNECT', 'Bearer token-1', undefined],
    ['SEND', 'Bearer token-2', '/app/authenticate'],
    ['CONNECT', 'Bearer token-5', undefined],
  ])
  await until(() => connections.length === 2)
  end()
  await until(() => !client.active)
})

test('STOMP: refused, it comes back with another token', async (context) => {
  const auth = new FakeAuth()
  const { client, frames } = await stompServer(context, (authorization) => authorization !== 'Bearer token-1')
  const errors = []
  client.onStompError = ({ headers }) => errors.push(headers.message)
  context.after(keepStomp(auth, client))
  await until(() => client.connected)
  assert.deepEqual(frames.map(([, authorization]) => authorization), ['Bearer token-1', 'Bearer token-2'])
  assert.deepEqual(errors, ['unauthorized'])
})
