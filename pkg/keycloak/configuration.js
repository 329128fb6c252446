import { fetchJson } from './request.js'

/**
 * What a configuration comes to.
 *
 * @typedef {object} Configuration
 * @property {string} clientId
 * @property {string} [authServerUrl]
 * @property {string} [realm]
 * @property {import('../keycloak.d.ts').KeycloakEndpoints} endpoints
 * @property {string} issuer
 * @property {string} [metadata] the provider's, as JSON text
 */

/**
 * Throws what keycloak-js throws for a configuration that cannot be meant.
 *
 * @param {unknown} config
 */
export function checkConfiguration(config) {
  if (typeof config === 'string') return
  if (typeof config !== 'object' || config === null) {
    throw new Error("The 'Keycloak' constructor must be provided with a configuration object, or a URL to a JSON configuration file.")
  }
  for (const property of 'oidcProvider' in config ? ['clientId'] : ['url', 'realm', 'clientId']) {
    if (!(property in config)) throw new Error(`The configuration object is missing the required '${property}' property.`)
  }
}

/**
 * Takes the configuration from wherever it is: the object itself, the file of a Keycloak adapter, a provider's metadata.
 *
 * @param {string | import('../keycloak.d.ts').KeycloakConfig} config
 * @param {number} timeout
 * @returns {Promise<Configuration>}
 */
export async function readConfiguration(config, timeout) {
  if (typeof config === 'string') {
    const file = await fetchJson(config, timeout)
    return ofKeycloak(file['auth-server-url'], file.realm, file.resource)
  }
  if (!('oidcProvider' in config)) return ofKeycloak(config.url, config.realm, config.clientId)
  const { oidcProvider, clientId } = config
  if (typeof oidcProvider !== 'string') return ofProvider(oidcProvider, clientId)
  const metadata = await fetchJson(`${withoutSlash(oidcProvider)}/.well-known/openid-configuration`, timeout)
  if (withoutSlash(metadata.issuer ?? '') !== withoutSlash(oidcProvider)) {
    throw new Error(`The metadata of '${oidcProvider}' are those of another issuer.`)
  }
  return ofProvider(metadata, clientId)
}

/**
 * @param {string} authServerUrl
 * @param {string} realm
 * @param {string} clientId
 * @returns {Configuration}
 */
function ofKeycloak(authServerUrl, realm, clientId) {
  const base = realmUrl(authServerUrl, realm) + '/protocol/openid-connect'
  return {
    clientId,
    authServerUrl,
    realm,
    issuer: new URL(realmUrl(authServerUrl, realm), location.href).href,
    endpoints: {
      authorize: () => base + '/auth',
      token: () => base + '/token',
      logout: () => base + '/logout',
      checkSessionIframe: () => base + '/login-status-iframe.html',
      thirdPartyCookiesIframe: () => base + '/3p-cookies/step1.html',
      register: () => base + '/registrations',
      userinfo: () => base + '/userinfo',
    },
  }
}

/**
 * @param {import('../keycloak.d.ts').OpenIdProviderMetadata} metadata
 * @param {string} clientId
 * @returns {Configuration}
 */
function ofProvider(metadata, clientId) {
  for (const property of /** @type {const} */ (['issuer', 'jwks_uri'])) {
    // Without them nobody could tell whose tokens those are.
    if (!metadata[property]) throw new Error(`The 'oidcProvider' metadata is missing the required '${property}' property.`)
  }
  /** @param {string} [endpoint] */
  const ifThere = (endpoint) => () => {
    if (!endpoint) throw new Error('Not supported by the OIDC server')
    return endpoint
  }
  return {
    clientId,
    issuer: /** @type {string} */ (metadata.issuer),
    metadata: JSON.stringify(metadata),
    endpoints: {
      authorize: () => metadata.authorization_endpoint,
      token: () => metadata.token_endpoint,
      logout: ifThere(metadata.end_session_endpoint),
      checkSessionIframe: ifThere(metadata.check_session_iframe),
      register: () => {
        throw new Error('Redirection to "Register user" page not supported in standard OIDC mode')
      },
      userinfo: ifThere(metadata.userinfo_endpoint),
    },
  }
}

/**
 * @param {string} authServerUrl
 * @param {string} realm
 */
export const realmUrl = (authServerUrl, realm) => `${withoutSlash(authServerUrl)}/realms/${encodeURIComponent(realm)}`

/** @param {string} url */
const withoutSlash = (url) => (url.endsWith('/') ? url.slice(0, -1) : url)
