// A small Keycloak for the comparison with keycloak-js: what of its protocol pages and endpoints that library uses. It signs
// real tokens (its refresh tokens are JWTs too, as Keycloak's are), remembers every request, and fails on demand. It asks
// nobody for a password: who opens the sign-in address is signed in.
import { createHash, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { json, jwt, keySet } from '../../support/provider.js'

const REALM = '/realms/expertflow'
const SESSION = 'session-one'

export async function startKeycloak() {
  const keycloak = new FakeKeycloak()
  await keycloak.listen()
  return keycloak
}

class FakeKeycloak {
  /** Every request so far: `{ method, path, endpoint, query, form, authorization }`. */
  requests = []
  /** Whether the browser has a session here (stands for the cookie). */
  signedIn = false
  accessTokenLife = 300
  /** Extra claims for the next tokens, of all kinds or of ID tokens only. */
  claims = {}
  idTokenClaims = {}
  /** What the page that looks for third-party cookies says; `undefined`: nothing at all. */
  cookies = 'supported'
  /** What the session page says instead of the truth. */
  status = undefined
  /** The error that the next visit to the sign-in address ends with: `{ error, error_description }`. */
  refusal = undefined
  /** Replaces the answer of an endpoint: `faults.token = (request, response) => ...`. */
  faults = {}
  /** The `iss` of the answers of the sign-in page, if it shall not be the truth. */
  answerIssuer = undefined
  /** How long each answer of the token endpoint takes, in milliseconds. */
  delay = 0
  #codes = new Map()
  #refreshTokens = new Map()
  #server = createServer((request, response) => this.#handle(request, response))

  async listen() {
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.origin = `http://127.0.0.1:${this.#server.address().port}`
    this.issuer = this.origin + REALM
  }

  close() {
    this.#server.closeAllConnections()
    return new Promise((resolve) => this.#server.close(resolve))
  }

  /** The requests for one endpoint. */
  asked(endpoint) {
    return this.requests.filter((request) => request.endpoint === endpoint)
  }

  /** The forms of one grant that the token endpoint was asked for. */
  grants(type) {
    return this.asked('token').map(({ form }) => form).filter((form) => form.grant_type === type)
  }

  metadata() {
    const base = `${this.issuer}/protocol/openid-connect`
    return {
      issuer: this.issuer,
      authorization_endpoint: `${base}/auth`,
      token_endpoint: `${base}/token`,
      end_session_endpoint: `${base}/logout`,
      userinfo_endpoint: `${base}/userinfo`,
      check_session_iframe: `${base}/login-status-iframe.html`,
      jwks_uri: `${base}/certs`,
      response_types_supported: ['code', 'id_token token', 'code id_token token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    }
  }

  /** Tokens as the token endpoint gives them, for a page that brings its own along. */
  tokens(claims = {}) {
    return this.#tokens({ client_id: 'agentdesk' }, claims)
  }

  /** The server ends the session: no refresh token is good any more. */
  endSession() {
    this.signedIn = false
    this.#refreshTokens.clear()
  }

  async #handle(request, response) {
    const url = new URL(request.url, this.origin)
    let body = ''
    for await (const chunk of request) body += chunk
    const endpoint = url.pathname.split('/').at(-1)
    const seen = {
      method: request.method,
      path: url.pathname,
      endpoint,
      query: Object.fromEntries(url.searchParams),
      form: Object.fromEntries(new URLSearchParams(body)),
      permissions: new URLSearchParams(body).getAll('permission'),
      authorization: request.headers.authorization,
    }
    response.setHeader('access-control-allow-origin', request.headers.origin ?? '*')
    response.setHeader('access-control-allow-credentials', 'true')
    response.setHeader('access-control-allow-headers', 'authorization, content-type, dpop')
    if (request.method === 'OPTIONS') return response.end()
    this.requests.push(seen)
    if (endpoint === 'token' && this.delay) await new Promise((resolve) => setTimeout(resolve, this.delay))
    if (this.faults[endpoint]) return this.faults[endpoint](seen, response)
    const answer = this.#endpoints[endpoint]
    if (answer && url.pathname.startsWith(REALM)) return answer(seen, response)
    response.writeHead(404).end()
  }

  #endpoints = {
    'openid-configuration': (_, response) => json(response, this.metadata()),
    'uma2-configuration': (_, response) => json(response, { issuer: this.issuer, token_endpoint: `${this.issuer}/protocol/openid-connect/token` }),
    certs: (_, response) => json(response, keySet),
    auth: ({ query }, response) => this.#authorize(query, response),
    registrations: ({ query }, response) => this.#authorize(query, response),
    token: (seen, response) => this.#token(seen, response),
    logout: ({ query, form }, response) => this.#logout({ ...query, ...form }, response),
    userinfo: ({ authorization }, response) => (authorization ? json(response, { sub: 'f3a1', email: 'agent1@expertflow.example' }) : json(response, {}, 401)),
    account: ({ authorization }, response) =>
      authorization ? json(response, { username: 'agent1', firstName: 'Amira' }) : response.end('the account console'),
    // Keycloak's pages say these by postMessage to the page that has them in a frame.
    'step1.html': (_, response) => html(response, this.cookies ? `parent.postMessage('${this.cookies}', '*')` : ''),
    'login-status-iframe.html': (_, response) =>
      html(
        response,
        `addEventListener('message', async (event) => {
           const answer = await fetch('session-state?' + encodeURIComponent(event.data))
           parent.postMessage(await answer.text(), event.origin)
         })`,
      ),
    'session-state': ({ query }, response) => {
      const [, session] = Object.keys(query)[0].split(' ')
      response.end(this.status ?? ((session === SESSION) === this.signedIn && (session !== '') === this.signedIn ? 'unchanged' : 'changed'))
    },
  }

  #authorize(query, response) {
    const back = new URL(query.redirect_uri)
    const answer = new URLSearchParams({ state: query.state, iss: this.answerIssuer ?? this.issuer })
    if (this.refusal) {
      for (const [name, value] of Object.entries(this.refusal)) answer.set(name, value)
      this.refusal = undefined
    } else if (query.prompt === 'none' && !this.signedIn) answer.set('error', 'login_required')
    else {
      this.signedIn = true
      answer.set('session_state', SESSION)
      const kinds = query.response_type.split(' ')
      if (kinds.includes('code')) {
        const code = randomUUID()
        this.#codes.set(code, query)
        answer.set('code', code)
      }
      if (kinds.includes('token')) {
        const tokens = this.#tokens(query, {}, answer.get('code'))
        for (const name of ['access_token', 'token_type', 'id_token', 'expires_in']) answer.set(name, tokens[name])
      }
      if (query.kc_action) {
        answer.set('kc_action', query.kc_action)
        answer.set('kc_action_status', 'success')
      }
    }
    // As Keycloak does: the fragment of a redirect URI gives way to the answer's.
    if (query.response_mode === 'fragment') back.hash = answer.toString()
    else for (const [name, value] of answer) back.searchParams.set(name, value)
    response.writeHead(302, { location: back.href }).end()
  }

  #token({ form, authorization }, response) {
    if (form.grant_type === 'urn:ietf:params:oauth:grant-type:uma-ticket') {
      return authorization ? json(response, { access_token: jwt({ typ: 'RPT' }), token_type: 'Bearer' }) : json(response, { error: 'invalid_client' }, 401)
    }
    if (form.grant_type === 'refresh_token') {
      const earlier = this.#refreshTokens.get(form.refresh_token)
      this.#refreshTokens.delete(form.refresh_token)
      return earlier ? json(response, this.#tokens(earlier)) : json(response, { error: 'invalid_grant', error_description: 'Session not active' }, 400)
    }
    const asked = this.#codes.get(form.code)
    this.#codes.delete(form.code)
    const challenge = form.code_verifier && createHash('sha256').update(form.code_verifier).digest('base64url')
    const fits = asked && asked.code_challenge === challenge && asked.redirect_uri === form.redirect_uri
    return fits ? json(response, this.#tokens(asked)) : json(response, { error: 'invalid_grant', error_description: 'Code not valid' }, 400)
  }

  #tokens(asked, more = {}, code) {
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      iss: this.issuer,
      sub: 'f3a1',
      azp: asked.client_id,
      iat: now,
      exp: now + this.accessTokenLife,
      auth_time: now,
      sid: SESSION,
      preferred_username: 'agent1',
      realm_access: { roles: ['agent', 'offline_access'] },
      resource_access: { agentdesk: { roles: ['operator'] }, cim: { roles: ['viewer'] } },
      ...this.claims,
      ...more,
    }
    const accessToken = jwt({ ...claims, aud: 'account', typ: 'Bearer', jti: randomUUID() })
    const refreshToken = jwt({ iss: this.issuer, aud: this.issuer, sub: 'f3a1', azp: asked.client_id, typ: 'Refresh', sid: SESSION, iat: now, exp: now + 1800, jti: randomUUID() })
    this.#refreshTokens.set(refreshToken, asked)
    const nonce = asked.nonce && { nonce: asked.nonce }
    const hashes = { at_hash: half(accessToken), ...(code && { c_hash: half(code) }) }
    return {
      access_token: accessToken,
      expires_in: this.accessTokenLife,
      refresh_expires_in: 1800,
      refresh_token: refreshToken,
      token_type: 'Bearer',
      id_token: jwt({ ...claims, aud: asked.client_id, typ: 'ID', jti: randomUUID(), ...nonce, ...hashes, ...this.idTokenClaims }),
      'not-before-policy': 0,
      session_state: SESSION,
      scope: 'openid',
    }
  }

  #logout({ post_logout_redirect_uri: back, state }, response) {
    this.signedIn = false
    if (!back) return response.end('signed out')
    const address = new URL(back)
    if (state) address.searchParams.set('state', state)
    response.writeHead(302, { location: address.href }).end()
  }
}

function html(response, script) {
  response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><script>${script}</script>`)
}

const half = (text) => createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url')
