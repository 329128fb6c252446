import { claimsOf } from './token.js'

/**
 * Has the engine take over tokens that the application has from elsewhere. An ID token is verified, as any; one that does not
 * pass, as when it has expired meanwhile, is left out, and the first renewal brings another.
 *
 * @param {import('../host/client.js').Client} client
 * @param {{ token: string, refreshToken: string, idToken?: string }} own
 * @param {number} timeSkew how many seconds this machine's clock is ahead of the server's
 */
export async function adopt(client, { token, refreshToken, idToken }, timeSkew) {
  const { exp = 0 } = claimsOf(token) ?? {}
  const left = exp - Math.floor(Date.now() / 1000) + timeSkew
  const answer = { access_token: token, token_type: 'Bearer', expires_in: Math.max(1, left), refresh_token: refreshToken }
  try {
    if (idToken) return await client.adopt({ ...answer, id_token: idToken })
  } catch {
    // Then without it.
  }
  await client.adopt(answer, { withoutIdToken: true })
}
