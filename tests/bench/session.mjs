// The client that all libraries use, the agent, and the agent's session at Keycloak.
import { KeycloakAdmin } from '../support/admin.mjs';
import { demoRealm } from '../support/environment.mjs';
import { makeEnrolledPerson } from '../support/people.mjs';

/** @import { Browser, BrowserContext } from 'playwright-core' */
/** @typedef {Awaited<ReturnType<BrowserContext['cookies']>>} Cookies */

export const clientId = 'bench';
const admin = new KeycloakAdmin();

/** A client like AgentDesk's, for the pages at this origin. @param {string} origin */
export async function makeClient(origin) {
  const [model] = await admin.get(`realms/${demoRealm}/clients?clientId=agentdesk`);
  const { id, secret, authenticationFlowBindingOverrides, ...settings } = model;
  await removeClient();
  await admin.post(`realms/${demoRealm}/clients`, {
    ...settings,
    clientId,
    redirectUris: [`${origin}/*`],
    webOrigins: [origin],
    protocolMappers: settings.protocolMappers.map((/** @type {import('../support/admin.mjs').Representation} */ mapper) => ({ ...mapper, id: undefined })),
    attributes: { ...settings.attributes, 'access.token.lifespan': '300' },
  });
  const [scopes, made] = await Promise.all([
    admin.get(`realms/${demoRealm}/clients/${id}/scope-mappings/realm`),
    admin.get(`realms/${demoRealm}/clients?clientId=${clientId}`),
  ]);
  await admin.post(`realms/${demoRealm}/clients/${made[0].id}/scope-mappings/realm`, scopes);
}

export async function removeClient() {
  for (const { id } of await admin.get(`realms/${demoRealm}/clients?clientId=${clientId}`)) {
    await admin.delete(`realms/${demoRealm}/clients/${id}`);
  }
}

export async function keycloakVersion() {
  return (await admin.get('serverinfo')).systemInfo.version;
}

export function makeAgent() {
  return makeEnrolledPerson(admin, demoRealm, { roles: ['agent'], groups: ['agents_permission', 'team-support'] });
}

/** @param {string} id */
export async function removeAgent(id) {
  await admin.delete(`realms/${demoRealm}/users/${id}`);
}

/**
 * Signs the agent in at Keycloak's own pages.
 *
 * @param {Browser} browser @param {string} issuer as the applications see it @param {string} origin theirs
 * @param {Awaited<ReturnType<typeof makeAgent>>} agent
 * @returns {Promise<Cookies>} Keycloak's cookies, which are the session
 */
export async function signIn(browser, issuer, origin, agent) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const query = new URLSearchParams({
      client_id: clientId,
      redirect_uri: `${origin}/`,
      response_type: 'code',
      scope: 'openid',
      code_challenge_method: 'S256',
      code_challenge: 'A'.repeat(43),
    });
    await page.goto(`${issuer}/protocol/openid-connect/auth?${query}`);
    await page.getByLabel('Username or email').fill(agent.username);
    await page.getByLabel('Password', { exact: true }).fill(agent.password);
    await page.getByRole('button', { name: 'Sign In', exact: true }).click();
    await page.getByLabel('One-time code').waitFor();
    await page.locator('html[data-cx-islands]').waitFor();
    const back = page.waitForURL(`${origin}/**`, { waitUntil: 'commit' });
    await page.getByLabel('One-time code').pressSequentially(await agent.authenticator.nextCode());
    await back;
    return await context.cookies(`${issuer}/`);
  } finally {
    await context.close();
  }
}
