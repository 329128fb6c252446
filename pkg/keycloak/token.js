/**
 * The claims of a token; `undefined` if it is not a JWT, as access and refresh tokens need not be.
 *
 * @param {string | undefined} token
 * @returns {import('../keycloak.d.ts').KeycloakTokenParsed | undefined}
 */
export function claimsOf(token) {
  try {
    const payload = atob(String(token).split('.')[1].replaceAll('-', '+').replaceAll('_', '/'))
    const claims = JSON.parse(new TextDecoder().decode(Uint8Array.from(payload, (byte) => byte.charCodeAt(0))))
    return typeof claims === 'object' && claims !== null ? claims : undefined
  } catch {
    return undefined
  }
}
