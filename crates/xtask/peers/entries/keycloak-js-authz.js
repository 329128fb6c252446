import './keycloak-js.js'
import KeycloakAuthorization from 'keycloak-js/authz'

globalThis.permissions = (keycloak) => new KeycloakAuthorization(keycloak).entitlement('cim')
