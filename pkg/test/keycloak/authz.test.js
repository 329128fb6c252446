// `keycloak-authz`: permissions by User-Managed Access.
import { behaviour } from './support/comparison.js'
import { json } from '../support/provider.js'

/** Asks for a permission and tells what came of it, and what Keycloak was asked. */
const ask = (call, words, arrange = () => {}, { again = false, init = {} } = {}) => async (desk) => {
  const page = await desk.signedIn(init)
  arrange(desk)
  const outcome = await page.evaluate(
    async ({ call, words, again }) => {
      const { default: KeycloakAuthorization } = await import(window.testSettings.library.authz)
      const authorization = new KeycloakAuthorization(window.kc)
      const once = () =>
        new Promise((resolve) =>
          authorization[call](...words).then(
            (rpt) => resolve(['granted', typeof rpt, authorization.rpt === rpt]),
            () => resolve(['denied']),
            (error) => resolve(['failed', error?.message ?? null, error?.cause?.message ?? null]),
          ),
        )
      const first = await once()
      return again ? [first, await once()] : first
    },
    { call, words, again },
  )
  const asked = desk.keycloak.asked('token').filter(({ form }) => form.grant_type?.includes('uma'))
  const forms = asked.map(({ form: { permission, rpt, ...form }, permissions, authorization }) => ({ ...form, permissions, ...(rpt && { rpt: true }), authorization: authorization.split(' ')[0] }))
  return { outcome, forms }
}
const UMA = { grant_type: 'urn:ietf:params:oauth:grant-type:uma-ticket', client_id: 'agentdesk', authorization: 'Bearer' }
const granted = ['granted', 'string', true]

behaviour('an entitlement', ask('entitlement', ['cim']), { same: { outcome: granted, forms: [{ ...UMA, audience: 'cim', permissions: [] }] } })
behaviour(
  'an entitlement to resources and scopes',
  ask('entitlement', ['cim', { permissions: [{ id: 'customer', scopes: ['view', 'manage'] }, { id: 'queue' }], metadata: { responseIncludeResourceName: true, responsePermissionsLimit: 5 } }]),
  { same: { outcome: granted, forms: [{ ...UMA, audience: 'cim', permissions: ['customer#view,manage', 'queue'], response_include_resource_name: 'true', response_permissions_limit: '5' }] } },
)
behaviour('an entitlement with a claim token', ask('entitlement', ['cim', { claimToken: 'abc', claimTokenFormat: 'urn:ietf:params:oauth:token-type:jwt' }]), {
  same: { outcome: granted, forms: [{ ...UMA, audience: 'cim', permissions: [], claim_token: 'abc', claim_token_format: 'urn:ietf:params:oauth:token-type:jwt' }] },
})
behaviour('a second entitlement brings the first along', ask('entitlement', ['cim'], undefined, { again: true }), {
  same: { outcome: [granted, granted], forms: [{ ...UMA, audience: 'cim', permissions: [] }, { ...UMA, audience: 'cim', permissions: [], rpt: true }] },
})
behaviour('names with characters that a form has a use for', ask('entitlement', ['a&b', { permissions: [{ id: 'x&client_id=evil', scopes: ['a+b'] }] }]), {
  stock: { outcome: granted, forms: [{ ...UMA, audience: 'a', b: '', permissions: ['x'], client_id: 'evil#a b' }] },
  ours: { outcome: granted, forms: [{ ...UMA, audience: 'a&b', permissions: ['x&client_id=evil#a+b'] }] },
  entry: 'Names in permission requests are encoded',
})
behaviour('an entitlement denied', ask('entitlement', ['cim'], (desk) => (desk.keycloak.faults.token = (_, response) => json(response, { error: 'access_denied' }, 403))), {
  same: { outcome: ['denied'], forms: [{ ...UMA, audience: 'cim', permissions: [] }] },
})
behaviour('an entitlement that goes wrong', ask('entitlement', ['cim'], (desk) => (desk.keycloak.faults.token = (_, response) => json(response, {}, 500))), {
  same: { outcome: ['failed', null, null], forms: [{ ...UMA, audience: 'cim', permissions: [] }] },
})
behaviour('a ticket', ask('authorize', [{ ticket: 'ticket-1', submitRequest: true, metadata: { responseIncludeResourceName: true, responsePermissionsLimit: 2 } }]), {
  same: { outcome: granted, forms: [{ ...UMA, ticket: 'ticket-1', submit_request: 'true', permissions: [], response_include_resource_name: 'true', response_permissions_limit: '2' }] },
})
behaviour('a ticket denied', ask('authorize', [{ ticket: 'ticket-1' }], (desk) => (desk.keycloak.faults.token = (_, response) => json(response, {}, 403))), {
  same: { outcome: ['denied'], forms: [{ ...UMA, ticket: 'ticket-1', permissions: [] }] },
})
behaviour('a second ticket brings the first along', ask('authorize', [{ ticket: 'ticket-1' }], undefined, { again: true }), {
  same: { outcome: [granted, granted], forms: [{ ...UMA, ticket: 'ticket-1', permissions: [] }, { ...UMA, ticket: 'ticket-1', permissions: [], rpt: true }] },
})
behaviour('a ticket that is not incremental', ask('authorize', [{ ticket: 'ticket-1', incrementalAuthorization: false }], undefined, { again: true }), {
  same: { outcome: [granted, granted], forms: [{ ...UMA, ticket: 'ticket-1', permissions: [] }, { ...UMA, ticket: 'ticket-1', permissions: [] }] },
})
behaviour('no configuration to be had', ask('entitlement', ['cim'], (desk) => (desk.keycloak.faults['uma2-configuration'] = (_, response) => json(response, {}, 500))), {
  same: { outcome: ['failed', 'Could not obtain configuration from server.', 'Server responded with an invalid status.'], forms: [] },
})
const unanswered = ask('entitlement', ['cim'], (desk) => (desk.keycloak.faults.token = () => {}), { init: { messageReceiveTimeout: 1000 } })
behaviour(
  'Keycloak does not answer',
  (desk) => Promise.race([unanswered(desk).then(({ outcome }) => outcome, () => 'nothing'), new Promise((resolve) => setTimeout(resolve, 9_000, 'nothing'))]),
  { stock: 'nothing', ours: ['failed', null, null], entry: 'Everything ends in time' },
)

behaviour(
  'before init',
  async (desk) => {
    const page = await desk.open()
    return page.evaluate(async () => {
      const { default: KeycloakAuthorization } = await import(window.testSettings.library.authz)
      return new Promise((resolve) => new KeycloakAuthorization(window.kc).entitlement('cim').then(null, null, (error) => resolve(error.message)))
    })
  },
  { same: 'The Keycloak instance has not been initialized yet.' },
)

behaviour(
  'old members',
  async (desk) => {
    const { page } = await desk.start({ checkLoginIframe: false })
    const seen = await page.evaluate(async () => {
      const { default: KeycloakAuthorization } = await import(window.testSettings.library.authz)
      const authorization = new KeycloakAuthorization(window.kc)
      return { keys: Object.keys(authorization).sort(), ready: (await authorization.ready) ?? null, init: authorization.init() ?? null, rpt: authorization.rpt }
    })
    return { ...seen, said: page.said }
  },
  {
    same: {
      keys: ['authorize', 'entitlement', 'init', 'rpt'],
      ready: null,
      init: null,
      rpt: null,
      said: [
        "The 'ready' property is deprecated and will be removed in a future version. Initialization now happens automatically, using this property is no longer required.",
        "The 'init()' method is deprecated and will be removed in a future version. Initialization now happens automatically, calling this method is no longer required.",
      ],
    },
  },
)
