const RESPONSE_TYPES = { standard: 'code', implicit: 'id_token token', hybrid: 'code id_token token' }

/**
 * Puts the options of `init` on the object, where keycloak-js shows them. Throws what it throws; passes over what it passes over.
 *
 * @param {import('./session.js').Keycloak} keycloak
 * @param {import('../keycloak.d.ts').KeycloakInitOptions} options
 */
export function applyOptions(keycloak, options) {
  const { onLoad, responseMode, flow, pkceMethod, logoutMethod, messageReceiveTimeout } = options
  if (onLoad === 'login-required') keycloak.loginRequired = true
  if (responseMode) {
    if (responseMode !== 'query' && responseMode !== 'fragment') throw new Error('Invalid value for responseMode')
    keycloak.responseMode = responseMode
  }
  if (flow) {
    if (!Object.hasOwn(RESPONSE_TYPES, flow)) throw new Error('Invalid value for flow')
    keycloak.flow = flow
    keycloak.responseType = /** @type {import('../keycloak.d.ts').KeycloakResponseType} */ (RESPONSE_TYPES[flow])
  }
  if (pkceMethod !== undefined) {
    if (pkceMethod !== 'S256' && pkceMethod !== false) {
      throw new TypeError(`Invalid value for pkceMethod', expected 'S256' or false but got ${pkceMethod}.`)
    }
    keycloak.pkceMethod = pkceMethod
  }
  if (logoutMethod === 'POST') keycloak.logoutMethod = logoutMethod
  if (typeof messageReceiveTimeout === 'number' && messageReceiveTimeout > 0) keycloak.messageReceiveTimeout = messageReceiveTimeout
  for (const [name, type] of Object.entries(TYPES)) {
    const value = options[/** @type {keyof typeof options} */ (name)]
    if (typeof value === type && value !== '') Object.assign(keycloak, { [name]: value })
  }
}

const TYPES = {
  timeSkew: 'number',
  redirectUri: 'string',
  silentCheckSsoRedirectUri: 'string',
  silentCheckSsoFallback: 'boolean',
  enableLogging: 'boolean',
  scope: 'string',
}
