import { fetchJson } from './keycloak/request.js'

/**
 * What stands in for `keycloak-js/authz`: permissions by User-Managed Access 2.0, as a token of their own. As there, what
 * `authorize` and `entitlement` give back is the object itself, whose `then` asks.
 */
export default class KeycloakAuthorization {
  #keycloak
  /** @type {Promise<any> | undefined} */
  #loading
  /** @type {any} */
  rpt = null

  /** @param {import('./keycloak.d.ts').default & Record<string, any>} keycloak */
  constructor(keycloak) {
    this.#keycloak = keycloak
    Object.defineProperty(this, 'ready', {
      get: () => {
        console.warn(`The 'ready' property ${DEPRECATED}, using this property is no longer required.`)
        return Promise.resolve()
      },
    })
  }

  init = () => console.warn(`The 'init()' method ${DEPRECATED}, calling this method is no longer required.`)

  /** @param {import('./keycloak-authz.d.ts').AuthorizationRequest} [request] */
  authorize = (request) => {
    const { ticket, submitRequest, incrementalAuthorization = true } = request ?? {}
    return this.#whenThen(ticket !== undefined && ticket !== '', () => [
      ['ticket', ticket],
      ['submit_request', submitRequest],
      ...about(request),
      ['rpt', (incrementalAuthorization && this.rpt) || undefined],
    ])
  }

  /**
   * @param {string} resourceServerId
   * @param {import('./keycloak-authz.d.ts').AuthorizationRequest} [request]
   */
  entitlement = (resourceServerId, request) => {
    const { claimToken, claimTokenFormat, permissions = [] } = request ?? {}
    return this.#whenThen(true, () => [
      ['claim_token', claimToken || undefined],
      ['claim_token_format', (claimToken && claimTokenFormat) || undefined],
      ['audience', resourceServerId],
      ...permissions.map(({ id, scopes }) => ['permission', scopes?.length ? `${id}#${scopes.join(',')}` : id]),
      ...about(request),
      ['rpt', this.rpt || undefined],
    ])
  }

  /**
   * @param {boolean} isRequest
   * @param {() => unknown[][]} fields
   * @returns {any}
   */
  #whenThen(isRequest, fields) {
    const then = async (
      /** @type {(rpt: string) => void} */ onGrant,
      /** @type {() => void} */ onDeny = () => console.error('Authorization request was denied by the server.'),
      /** @type {(error?: unknown) => void} */ onError = (error) => console.error(error ?? 'Could not obtain authorization data from server.'),
    ) => {
      const { token, clientId, messageReceiveTimeout = 10_000 } = this.#keycloak
      try {
        await this.#configure()
      } catch (error) {
        return onError(error)
      }
      if (!isRequest) return
      const form = [['grant_type', 'urn:ietf:params:oauth:grant-type:uma-ticket'], ['client_id', clientId], ...fields()]
      const given = form.filter(([, value]) => value !== undefined).map((pair) => pair.map(String))
      let rpt
      try {
        const answer = await fetchJson(/** @type {any} */ (this).config.token_endpoint, messageReceiveTimeout, {
          method: 'POST',
          headers: { Authorization: `Bearer ${token}` },
          body: new URLSearchParams(given),
        })
        rpt = this.rpt = answer.access_token
      } catch (error) {
        return /** @type {any} */ (error).response?.status === 403 ? onDeny() : onError()
      }
      onGrant(rpt)
    }
    return Object.assign(this, { then })
  }

  /** Loads the server's configuration when it is first needed; after a failure the next question tries again. */
  #configure() {
    const { didInitialize, authServerUrl, realm, messageReceiveTimeout = 10_000 } = this.#keycloak
    return (this.#loading ??= (async () => {
      if (!didInitialize) throw new Error('The Keycloak instance has not been initialized yet.')
      const url = `${authServerUrl}/realms/${encodeURIComponent(String(realm))}/.well-known/uma2-configuration`
      const config = await fetchJson(url, messageReceiveTimeout).catch((error) => {
        const cause = error.response ? error : new Error('Server did not respond.', { cause: error })
        throw new Error('Could not obtain configuration from server.', { cause })
      })
      Object.assign(this, { config })
    })().catch((error) => {
      this.#loading = undefined
      throw error
    }))
  }
}

/**
 * @param {import('./keycloak-authz.d.ts').AuthorizationRequest} [request]
 * @returns {unknown[][]}
 */
function about(request) {
  const { responseIncludeResourceName, responsePermissionsLimit, response_permissions_limit } = request?.metadata ?? {}
  return [
    ['response_include_resource_name', responseIncludeResourceName || undefined],
    ['response_permissions_limit', responsePermissionsLimit || response_permissions_limit || undefined],
  ]
}

const DEPRECATED = 'is deprecated and will be removed in a future version. Initialization now happens automatically'
