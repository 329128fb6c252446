// The flows `implicit` and `hybrid` (OpenID Connect Core 1.0, sections 3.2 and 3.3), in which tokens come in the address itself.
// RFC 9700 advises against them; who still needs them finds them here, with every check that those sections ask for.

import { verify } from '../host/verify.js'
import { fetchJson } from './request.js'
import { refused } from './start.js'
import { claimsOf } from './token.js'

/** @typedef {import('./session.js').Keycloak} Keycloak */

const PREFIX = 'cx-auth.front-channel:'
const LONGEST_SIGN_IN = 60 * 60 * 1000
const LEEWAY = 60

/**
 * @param {Keycloak} keycloak
 * @param {string} endpoint
 * @param {string} redirectUri
 * @param {import('../keycloak.d.ts').KeycloakLoginOptions} options
 */
export async function frontChannelUrl(keycloak, endpoint, redirectUri, options) {
  const { prompt, maxAge, loginHint, acr, acrValues, idpHint, locale, action } = options
  const [state, nonce, verifier] = [random(), random(), random()]
  const begun = Date.now()
  sessionStorage.setItem(PREFIX + state, JSON.stringify({ nonce, verifier, redirectUri, begun, prompt, options }))
  const scopes = (options.scope || keycloak.scope || '').split(' ').filter((name) => name && name !== 'openid')
  const parameters = {
    client_id: keycloak.clientId,
    redirect_uri: redirectUri,
    state,
    response_mode: keycloak.responseMode,
    response_type: keycloak.responseType,
    scope: ['openid', ...scopes].join(' '),
    nonce,
    prompt,
    max_age: maxAge,
    login_hint: loginHint,
    kc_idp_hint: idpHint,
    kc_action: action === 'register' ? undefined : action,
    ui_locales: locale,
    claims: acr && JSON.stringify({ id_token: { acr } }),
    acr_values: acrValues,
    code_challenge: base64url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))),
    code_challenge_method: 'S256',
  }
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined)
  return `${endpoint}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
}

/**
 * Takes up the answer this page was opened with.
 *
 * @param {Keycloak} keycloak
 * @param {import('./session.js').Session} session
 * @returns {Promise<boolean>} whether there was one
 */
export async function takeFragment(keycloak, session) {
  const url = new URL(location.href)
  const isQuery = keycloak.responseMode === 'query'
  const parameters = isQuery ? url.searchParams : new URLSearchParams(url.hash.slice(1))
  const answer = Object.fromEntries(parameters)
  const kept = sessionStorage.getItem(PREFIX + answer.state)
  if (!kept) return false
  sessionStorage.removeItem(PREFIX + answer.state)
  for (const name of ANSWER) parameters.delete(name)
  if (!isQuery) url.hash = parameters.toString()
  history.replaceState(history.state, '', url)
  const asked = JSON.parse(kept)
  if (Date.now() - asked.begun > LONGEST_SIGN_IN) return false
  if (answer.kc_action_status) keycloak.onActionUpdate?.(/** @type {any} */ (answer.kc_action_status), answer.kc_action)
  if (answer.error) return refused(keycloak, { error: answer.error, error_description: answer.error_description }, asked)
  try {
    await signIn(keycloak, session, answer, asked)
  } catch (error) {
    keycloak.onAuthError?.()
    throw error
  }
  return true
}

/**
 * @param {Keycloak} keycloak
 * @param {import('./session.js').Session} session
 * @param {Record<string, string>} answer
 * @param {{ nonce: string, verifier: string, redirectUri: string }} asked
 */
async function signIn(keycloak, session, answer, asked) {
  const { access_token: accessToken, id_token: idToken, code } = answer
  const { issuer, jwks_uri: keys, ...metadata } = /** @type {Record<string, string>} */ (await session.client.metadata())
  // RFC 9207, section 2.4
  const isNamed = answer.iss !== undefined || metadata.authorization_response_iss_parameter_supported
  if (isNamed && answer.iss !== issuer) throw new Error('The answer comes from another issuer.')
  const key = await keyOf(idToken, keys, keycloak.messageReceiveTimeout)
  const claims = claimsOf(idToken) ?? {}
  const now = Date.now() / 1000 - (keycloak.timeSkew ?? 0)
  const audience = [claims.aud].flat()
  if (claims.nonce !== asked.nonce) throw new Error('Invalid nonce.')
  const isMeant = claims.iss === issuer && audience.includes(keycloak.clientId) && (audience.length === 1 || claims.azp === keycloak.clientId)
  const isCurrent = Number(claims.exp) > now - LEEWAY && Number(claims.iat) < now + LEEWAY
  const isHeld = (await isSigned(idToken, key, accessToken, claims.at_hash)) && (!code || (await isSigned(idToken, key, code, claims.c_hash)))
  if (!isMeant || !isCurrent || !isHeld) throw new Error('The ID token is not valid.')
  if (!code) return session.show({ accessToken, idToken }, Date.now() + Number(answer.expires_in) * 1000)
  const fields = { grant_type: 'authorization_code', code, client_id: String(keycloak.clientId), redirect_uri: asked.redirectUri, code_verifier: asked.verifier }
  const body = new URLSearchParams(fields)
  const tokens = await fetchJson(keycloak.endpoints.token(), keycloak.messageReceiveTimeout, { method: 'POST', body })
  const { nonce, sub } = claimsOf(tokens.id_token) ?? {}
  if (nonce !== asked.nonce || sub !== claims.sub) throw new Error('Invalid nonce.')
  await session.quietly((client) => client.adopt(tokens))
}

/**
 * The key that an ID token names.
 *
 * @param {string} idToken
 * @param {string} address
 * @param {number} timeout
 */
async function keyOf(idToken, address, timeout) {
  const { alg, kid } = claimsOf(`.${String(idToken).split('.')[0]}`) ?? {}
  const { keys } = await fetchJson(address, timeout)
  const type = { R: 'RSA', P: 'RSA', E: alg === 'EdDSA' ? 'OKP' : 'EC' }[String(alg)[0]]
  const key = keys.find((/** @type {any} */ key) => key.kid === kid && key.kty === type && (key.use ?? 'sig') === 'sig' && (key.alg ?? alg) === alg)
  if (!key) throw new Error('The ID token is not valid.')
  const { kty, crv, n, e, x, y } = key
  return { algorithm: String(alg), key: JSON.stringify({ kty, crv, n, e, x, y }) }
}

/**
 * Whether the signature is good, and the hash is that of the other token or code.
 *
 * @param {string} idToken
 * @param {{ algorithm: string, key: string }} key
 * @param {string} hashed
 * @param {string} expected
 */
async function isSigned(idToken, key, hashed, expected) {
  const at = idToken.lastIndexOf('.')
  const signature = Uint8Array.from(atob(idToken.slice(at + 1).replaceAll('-', '+').replaceAll('_', '/')), (byte) => byte.charCodeAt(0))
  /** @type {any} */
  const result = await new Promise((resolve) => verify({ ...key, signed: idToken.slice(0, at), signature, hashed }, resolve))
  return result.isValid === true && expected === base64url(result.hash.subarray(0, result.hash.length / 2))
}

const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)))

/** @param {ArrayBuffer | Uint8Array<ArrayBuffer>} bytes */
const base64url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')

const ANSWER = [
  'access_token', 'token_type', 'id_token', 'code', 'state', 'session_state', 'expires_in', 'kc_action_status', 'kc_action', 'iss', 'error', 'error_description', 'error_uri',
]
