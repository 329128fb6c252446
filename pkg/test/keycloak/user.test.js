// What is asked about the user: roles, profile, user information.
import { behaviour } from './support/comparison.js'
import { json } from '../support/provider.js'

behaviour(
  'roles of a user',
  async (desk) => {
    const page = await desk.signedIn()
    return page.evaluate(() => {
      const { kc } = window
      return [
        kc.hasRealmRole('agent'), kc.hasRealmRole('supervisor'), kc.hasRealmRole('offline_access'), kc.hasResourceRole('operator'), kc.hasResourceRole('operator', 'agentdesk'),
        kc.hasResourceRole('viewer'), kc.hasResourceRole('viewer', 'cim'), kc.hasResourceRole('viewer', 'another'),
      ]
    })
  },
  { same: [true, false, true, true, true, false, true, false] },
)

behaviour(
  'roles of nobody',
  async (desk) => (await desk.start({ checkLoginIframe: false })).page.evaluate(() => [window.kc.hasRealmRole('agent'), window.kc.hasResourceRole('operator')]),
  { same: [false, false] },
)

behaviour(
  'loadUserProfile',
  async (desk) => {
    const page = await desk.signedIn()
    const profile = await page.evaluate(async () => [await window.kc.loadUserProfile(), window.kc.profile])
    const [{ authorization, path }] = desk.keycloak.asked('account')
    return { profile, path, authorization: authorization.split(' ')[0], token: authorization.split(' ')[1] === (await page.evaluate(() => window.kc.token)) }
  },
  { same: { profile: [{ username: 'agent1', firstName: 'Amira' }, { username: 'agent1', firstName: 'Amira' }], path: '/realms/expertflow/account', authorization: 'bearer', token: true } },
)

behaviour(
  'loadUserInfo',
  async (desk) => {
    const page = await desk.signedIn()
    return page.evaluate(async () => [await window.kc.loadUserInfo(), window.kc.userInfo])
  },
  { same: [{ sub: 'f3a1', email: 'agent1@expertflow.example' }, { sub: 'f3a1', email: 'agent1@expertflow.example' }] },
)

for (const name of ['loadUserProfile', 'loadUserInfo']) {
  behaviour(
    `${name} of nobody`,
    async (desk) => (await desk.start({ checkLoginIframe: false })).page.evaluate((name) => window.attempt(() => window.kc[name]()), name),
    { same: { error: { kind: 'Error', message: 'Unable to build authorization header, token is not set, make sure the user is authenticated.' } } },
  )
  behaviour(
    `${name} is refused`,
    async (desk) => {
      const page = await desk.signedIn()
      for (const endpoint of ['account', 'userinfo']) desk.keycloak.faults[endpoint] = (_, response) => json(response, {}, 403)
      return page.evaluate((name) => window.attempt(() => window.kc[name]()), name)
    },
    { same: { error: { kind: 'NetworkError', message: 'Server responded with an invalid status.', status: 403, isResponse: true } } },
  )
}

behaviour(
  'loadUserInfo of somebody else',
  async (desk) => {
    const page = await desk.signedIn()
    desk.keycloak.faults.userinfo = (_, response) => json(response, { sub: 'somebody-else' })
    return page.evaluate(() => window.attempt(() => window.kc.loadUserInfo()))
  },
  { stock: { value: { sub: 'somebody-else' } }, ours: { error: { kind: 'Error', message: 'The user information is of somebody else.' } }, entry: 'Tokens are verified before they are used' },
)
