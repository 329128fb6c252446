// A small OpenID provider for the package tests: it signs real tokens, remembers every request, and can be slow,
// broken or gone on demand. It asks nobody for a password: who opens the sign-in address is signed in.
import { createHash, createSign, generateKeyPairSync, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'

const REALM = '/realms/test'
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
/** The keys that `jwt` signs with, as an endpoint tells them. */
export const keySet = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }] }

export async function startProvider(port = 0) {
  const provider = new Provider()
  await provider.listen(port)
  return provider
}

class Provider {
  /** Every request so far: `{ method, path, query, form }`. */
  requests = []
  /** Whether the browser has a session here (stands for the provider's cookie). */
  signedIn = false
  accessTokenLife = 300
  /** Extra claims for the next tokens. */
  claims = {}
  /** More of the metadata. */
  metadata = {}
  /** Replaces the answer of an endpoint: `faults.token = (request, response) => ...`. */
  faults = {}
  #codes = new Map()
  #refreshTokens = new Map()
  #server = createServer((request, response) => this.#handle(request, response))

  async listen(port) {
    await new Promise((resolve) => this.#server.listen(port, '127.0.0.1', resolve))
    this.port = this.#server.address().port
    this.origin = `http://127.0.0.1:${this.port}`
    this.issuer = this.origin + REALM
  }

  close() {
    this.#server.closeAllConnections()
    return new Promise((resolve) => this.#server.close(resolve))
  }

  /** Ends the session, as an administrator may. */
  endSession() {
    this.signedIn = false
    this.#refreshTokens.clear()
  }

  /** How often an endpoint was called. */
  count(endpoint) {
    return this.requests.filter(({ path }) => path.endsWith('/' + endpoint)).length
  }

  async #handle(request, response) {
    const url = new URL(request.url, this.origin)
    let body = ''
    for await (const chunk of request) body += chunk
    const seen = {
      method: request.method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body,
      form: Object.fromEntries(new URLSearchParams(body)),
    }
    response.setHeader('access-control-allow-origin', request.headers.origin ?? '*')
    response.setHeader('access-control-allow-headers', 'authorization, content-type, dpop')
    response.setHeader('access-control-allow-methods', '*')
    response.setHeader('access-control-expose-headers', 'www-authenticate, dpop-nonce')
    if (request.method === 'OPTIONS') return response.end()
    this.requests.push(seen)
    const endpoint = url.pathname.split('/').at(-1)
    if (this.faults[endpoint]) return this.faults[endpoint](seen, response)
    if (endpoint === 'openid-configuration') return json(response, this.#metadata())
    if (endpoint === 'certs') return json(response, keySet)
    if (endpoint === 'auth') return this.#authorize(seen.query, response)
    if (endpoint === 'token') return this.#token(seen, response)
    if (endpoint === 'revoke') return response.end()
    if (endpoint === 'device') return this.#device(seen.form, response)
    if (endpoint === 'userinfo') return json(response, { sub: 'f3a1', phone: '+49 30 1' })
    if (endpoint === 'logout') return this.#logout(seen.query, response)
    response.writeHead(404).end()
  }

  #metadata() {
    const base = `${this.issuer}/protocol/openid-connect`
    return {
      issuer: this.issuer,
      authorization_endpoint: `${base}/auth`,
      token_endpoint: `${base}/token`,
      userinfo_endpoint: `${base}/userinfo`,
      device_authorization_endpoint: `${base}/device`,
      revocation_endpoint: `${base}/revoke`,
      end_session_endpoint: `${base}/logout`,
      jwks_uri: `${base}/certs`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      ...this.metadata,
    }
  }

  #authorize(query, response) {
    const back = new URL(query.redirect_uri)
    const answer = new URLSearchParams({ state: query.state, iss: this.issuer })
    if (query.prompt === 'none' && !this.signedIn) answer.set('error', 'login_required')
    else {
      this.signedIn = true
      const code = randomUUID()
      this.#codes.set(code, query)
      answer.set('code', code)
    }
    if (query.response_mode === 'fragment') back.hash = answer.toString()
    else for (const [name, value] of answer) back.searchParams.set(name, value)
    response.writeHead(302, { location: back.href }).end()
  }

  #token({ form, headers }, response) {
    const type = headers.dpop ? 'DPoP' : 'Bearer'
    if (form.grant_type === 'refresh_token') {
      const earlier = this.#refreshTokens.get(form.refresh_token)
      this.#refreshTokens.delete(form.refresh_token)
      return earlier ? json(response, this.#tokens(earlier, type)) : json(response, { error: 'invalid_grant' }, 400)
    }
    if (form.grant_type.endsWith('token-exchange')) {
      return json(response, { access_token: `for ${form.audience}`, token_type: 'Bearer', expires_in: 60, issued_token_type: form.requested_token_type })
    }
    const code = form.code ?? form.device_code
    const asked = this.#codes.get(code)
    if (form.device_code && !this.signedIn) return json(response, { error: 'authorization_pending' }, 400)
    this.#codes.delete(code)
    const challenge = createHash('sha256').update(form.code_verifier ?? '').digest('base64url')
    const fits = asked?.code_challenge === challenge && asked.redirect_uri === form.redirect_uri
    return fits ? json(response, this.#tokens(asked, type)) : json(response, { error: 'invalid_grant' }, 400)
  }

  /** Whoever signs in at the provider has entered the code. */
  #device(form, response) {
    const code = randomUUID()
    this.#codes.set(code, form)
    json(response, { device_code: code, user_code: 'ABCD-EFGH', verification_uri: `${this.issuer}/device`, expires_in: 60, interval: 0.1 })
  }

  #tokens(asked, type) {
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      iss: this.issuer,
      sub: 'f3a1',
      azp: asked.client_id,
      iat: now,
      exp: now + this.accessTokenLife,
      auth_time: now,
      sid: 'session-one',
      preferred_username: 'agent1',
      name: 'Amira Haddad',
      given_name: 'Amira',
      family_name: 'Haddad',
      email: 'agent1@expertflow.example',
      realm_access: { roles: ['agent'] },
      resource_access: { cim: { roles: ['viewer'] } },
      groups: ['/agents_permission', '/team-support/night'],
      ...this.claims,
    }
    const refreshToken = randomUUID()
    this.#refreshTokens.set(refreshToken, asked)
    return {
      access_token: jwt({ ...claims, aud: 'account', typ: 'Bearer', jti: randomUUID() }),
      expires_in: this.accessTokenLife,
      refresh_expires_in: 1800,
      refresh_token: refreshToken,
      token_type: type,
      id_token: jwt({ ...claims, aud: asked.client_id, typ: 'ID', nonce: asked.nonce }),
      'not-before-policy': 0,
      session_state: claims.sid,
      scope: 'openid',
    }
  }

  #logout(query, response) {
    this.signedIn = false
    const back = query.post_logout_redirect_uri
    if (back) response.writeHead(302, { location: back }).end()
    else response.end('signed out')
  }
}

export function json(response, value, status = 200) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

export function jwt(claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'RS256', typ: 'JWT', kid: 'one' })}.${part(claims)}`
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`
}
