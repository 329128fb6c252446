/**
 * The URL of a sign-in, whose answer the session can take up.
 *
 * @param {import('./session.js').Keycloak} keycloak
 * @param {import('./session.js').Session} session
 * @param {string} target where to return to
 * @param {import('../keycloak.d.ts').KeycloakLoginOptions} options
 */
export async function loginUrl(keycloak, session, target, options) {
  const { prompt, maxAge, loginHint, acr, acrValues, idpHint, locale, action } = options
  const endpoint = action === 'register' ? keycloak.endpoints.register() : keycloak.endpoints.authorize()
  if (keycloak.responseType !== 'code') return (await import('./front-channel.js')).frontChannelUrl(keycloak, endpoint, target, options)
  const scope = options.scope || keycloak.scope
  // No redirect URI may have a fragment (RFC 6749, section 3.1.2): it waits here, and is put back after the return.
  const [redirectUri, fragment] = new URL(target, location.href).href.split('#')
  const made = await session.client.authorizationUrl(
    /** @type {any} */ ({
      ...(prompt && { prompt }),
      ...(typeof maxAge === 'number' && { maxAge }),
      ...(loginHint && { loginHint }),
      ...(acr && { claims: { id_token: { acr } } }),
      ...(acrValues && { acrValues }),
      ...(idpHint && { idpHint }),
      ...(locale && { locale }),
      ...(action && action !== 'register' && { action }),
      ...(scope && { scope }),
      redirectUri,
      appState: JSON.stringify({ prompt, fragment, options }),
    }),
  )
  const url = new URL(endpoint, location.href)
  url.search = new URL(made).search
  // Unless the request was pushed: then the URL only refers to it.
  if (url.searchParams.has('response_type')) url.searchParams.set('response_mode', keycloak.responseMode)
  return url.href
}
