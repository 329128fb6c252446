import Keycloak from './keycloak.js'

/** Not a promise: `then` asks, and calls one of the three. */
export interface KeycloakAuthorizationPromise {
  then: (onGrant: (rpt: string) => void, onDeny: () => void, onError: () => void) => void
}

export interface AuthorizationRequest {
  /** What an entitlement is asked for. */
  permissions?: ResourcePermission[]
  /** What a resource server gave to whom it turned away. */
  ticket?: string
  /** Whether the server shall ask the owners of the resources of the ticket. */
  submitRequest?: boolean
  metadata?: AuthorizationRequestMetadata
  /** Whether the permissions of the last token stay. Default: true. */
  incrementalAuthorization?: boolean
  /** Claims for the server's policies, and their format. */
  claimToken?: string
  claimTokenFormat?: string
}

export interface AuthorizationRequestMetadata {
  /** Whether the names of the resources are in the token. */
  responseIncludeResourceName?: any
  /** How many permissions it may hold; the last ones are kept. */
  responsePermissionsLimit?: number
  /** The name that keycloak-js declares; it reads the other. Both are understood here. */
  response_permissions_limit?: number
}

export interface ResourcePermission {
  /** The identifier or the name of a resource. */
  id: string
  scopes?: string[]
}

/** @deprecated Its name is `KeycloakAuthorization`. */
export type KeycloakAuthorizationInstance = KeycloakAuthorization

/** Permissions by User-Managed Access, as keycloak-js asks for them. */
declare class KeycloakAuthorization {
  constructor(keycloak: Keycloak)
  /** The last token with permissions. */
  rpt: any
  config: { rpt_endpoint: string }
  /** @deprecated Does nothing. */
  init(): void
  /** @deprecated Resolves at once. */
  ready: Promise<void>
  /** Asks for what a ticket stands for. */
  authorize(request: AuthorizationRequest): KeycloakAuthorizationPromise
  /** Asks for permissions at a resource server, by its client identifier. */
  entitlement(resourceServerId: string, request?: AuthorizationRequest): KeycloakAuthorizationPromise
}

export default KeycloakAuthorization
