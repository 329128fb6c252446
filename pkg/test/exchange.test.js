// Token exchange, as the provider sees it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exchangeToken } from '../exchange.js'
import { keepInternals } from '../internal.js'

function desk(status, body) {
  const asked = []
  const client = { requestTokens: async (form) => (asked.push(form), { status, body: typeof body === 'string' ? body : JSON.stringify(body) }) }
  const auth = { dispose: () => {}, accessToken: async () => 'mine' }
  keepInternals(auth, { ask: async (question) => question(client) })
  return { auth, asked }
}
const TYPE = 'urn:ietf:params:oauth:token-type:access_token'

test('the access token is exchanged for one of another service', async () => {
  const answer = { access_token: 'theirs', issued_token_type: TYPE, token_type: 'Bearer', expires_in: 60, scope: 'read' }
  const { auth, asked } = desk(200, answer)
  const { expiresAt, ...token } = await exchangeToken(auth, { audience: 'reports', scope: 'read' })
  assert.deepEqual(token, { token: 'theirs', type: 'access_token', scheme: 'Bearer', scope: 'read' })
  assert.ok(Math.abs(expiresAt - Date.now() - 60_000) < 1000)
  assert.deepEqual(asked, [
    {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: 'mine',
      subject_token_type: TYPE,
      requested_token_type: TYPE,
      audience: 'reports',
      scope: 'read',
    },
  ])
})

test('a refusal is a typed error with the provider\'s words', async () => {
  const { auth } = desk(403, { error: 'access_denied', error_description: 'not for this client' })
  await assert.rejects(exchangeToken(auth), {
    code: 'token-request-refused',
    message: /not for this client/,
    cause: { error: 'access_denied', description: 'not for this client' },
  })
  await assert.rejects(exchangeToken(desk(502, '<html>').auth), { code: 'server-failed', kind: 'unreachable' })
  await assert.rejects(exchangeToken(desk(200, { token: 'x' }).auth), { code: 'unexpected-answer' })
})
