// Tokens for another service, got for the user's own (RFC 8693).
import { AuthError } from './auth-error.js'
import { internals } from './internal.js'

/** @type {typeof import('./exchange.d.ts').exchangeToken} */
export async function exchangeToken(auth, { audience, resource, scope, requestedTokenType = 'access_token' } = {}) {
  const { ask } = internals(auth)
  const form = {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: await auth.accessToken(),
    subject_token_type: TYPE + 'access_token',
    requested_token_type: requestedTokenType.includes(':') ? requestedTokenType : TYPE + requestedTokenType,
    ...(audience && { audience }),
    ...(resource && { resource }),
    ...(scope && { scope }),
  }
  const asked = Date.now()
  const { status, body } = await ask((client) => client.requestTokens(form))
  const answer = read(body)
  if (status !== 200) {
    const { error, error_description: description } = answer
    const [code, kind] = error ? /** @type {const} */ (['token-request-refused', 'refused']) : /** @type {const} */ (['server-failed', 'unreachable'])
    throw new AuthError(code, `the token was not exchanged: ${description ?? error ?? status}`, { kind, cause: { error, description } })
  }
  if (typeof answer.access_token !== 'string' || typeof answer.token_type !== 'string') {
    throw new AuthError('unexpected-answer', 'the exchanged token was not understood', { kind: 'not-understood' })
  }
  return {
    token: answer.access_token,
    type: answer.issued_token_type?.replace(TYPE, '') ?? requestedTokenType,
    scheme: answer.token_type,
    expiresAt: answer.expires_in > 0 ? asked + answer.expires_in * 1000 : undefined,
    scope: answer.scope,
  }
}

const TYPE = 'urn:ietf:params:oauth:token-type:'

/**
 * @param {string} text
 * @returns {Record<string, any>}
 */
function read(text) {
  try {
    return JSON.parse(text) ?? {}
  } catch {
    return {}
  }
}
