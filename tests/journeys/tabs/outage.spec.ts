// The network is away, or Keycloak is: nobody is signed out, nobody is sent anywhere, and when it is back all is well again
// with one request. These journeys mostly wait, so they have a worker of their own (playwright.config.ts).
import { KeycloakAdmin } from '../../support/admin.mjs';
import { makePerson } from '../../support/people.mjs';
import { makeRealm } from '../../support/realms.ts';
import { Crowd } from '../../support/tabs/crowd.ts';
import { expectAll, expectOneToken, expectUndisturbed, tell } from '../../support/tabs/expectations.ts';
import { Gateway } from '../../support/tabs/gateway.ts';
import { OwnKeycloak } from '../../support/tabs/own-keycloak.ts';
import { ensureClient, expect, test } from '../../support/tabs/test.ts';

const tokenLife = 15;
/** Fewer, to try something out. */
const offline = Number(process.env['CX_OFFLINE_SECONDS'] ?? 300);

test.beforeEach(({ consoleWatch }) => consoleWatch.allow(/net::ERR_|Failed to load resource|^warning: cx-auth: /));

test('offline for 5 minutes', async ({ crowdOf, context, gateway }) => {
  test.setTimeout((offline + 60) * 1000);
  const crowd = await crowdOf('cx-auth', { tokenLife });
  let attempts = 0;
  context.on('request', (request) => (attempts += request.method() === 'POST' ? 1 : 0));
  await context.setOffline(true);
  const before = gateway.tokenRequests.length;
  await crowd.first.waitForTimeout(offline * 1000);
  await expectAll(crowd, 'retrying');
  const told = await crowd.round('token');
  expect(new Set(told.answers.map(({ error }) => error))).toEqual(new Set(['offline']));
  // After 1, 2, 4 ... 30 seconds, of which the second half is random.
  expect(attempts / 8, 'attempts of a tab').toBeLessThanOrEqual(6 + offline / 15);

  await context.setOffline(false);
  const begun = performance.now();
  await expectAll(crowd, 'signed-in');
  const healing = performance.now() - begun;
  expectOneToken(await crowd.round('token'), 8);
  expect(answered(gateway, before), 'requests for all tabs').toEqual(['refresh_token 200']);
  await expectUndisturbed(crowd);
  tell(`after ${offline} s offline all tabs had a token within ${healing.toFixed(0)} ms`);
});

test('Keycloak is started again in mid-session', async ({ context, site, mail }) => {
  test.setTimeout(420_000);
  const keycloak = await OwnKeycloak.start();
  const gateway = await Gateway.open(keycloak.url);
  try {
    const admin = new KeycloakAdmin(keycloak.url);
    const realm = await makeRealm(admin, 'restart', { origin: site.origin(), mailPort: mail.port });
    await ensureClient(admin, realm.name, 'cx-auth', [site.origin()], tokenLife);
    const issuer = `${gateway.origin()}/realms/${realm.name}`;
    const path = site.add('cx-auth', { issuer, clientId: 'cx-auth', storage: 'memory' });
    const person = await makePerson(admin, realm.name);
    const crowd = await Crowd.gather(context, gateway, { origin: site.origin(), path }, 8, person);
    const { authorizations } = gateway;

    await keycloak.stop();
    const before = gateway.tokenRequests.length;
    const stopped = performance.now();
    // Its token ends meanwhile.
    await expect.poll(() => crowd.standings(), { timeout: 30_000 }).toContain('retrying');
    await crowd.first.waitForTimeout(tokenLife * 1000);
    await keycloak.start();
    const away = performance.now() - stopped;
    await expectAll(crowd, 'signed-in', undefined, 40_000);
    const healing = performance.now() - stopped - away;
    expectOneToken(await crowd.round('token'), 8);
    // One may be answered before it is known here that Keycloak is ready.
    expect(answered(gateway, before), 'requests for all tabs').toEqual(['refresh_token 200']);
    expect(gateway.authorizations, 'nobody had to sign in, not even silently').toBe(authorizations);
    await expectUndisturbed(crowd);
    tell(`Keycloak was away for ${(away / 1000).toFixed(0)} s; ${(healing / 1000).toFixed(1)} s later all tabs had a token`);
  } finally {
    await gateway.close();
    await keycloak.remove();
  }
});

/**
 * The requests that Keycloak has served or refused since then, but for those that come when the new token is to be renewed in
 * its turn, as it is on a machine so busy that this is asked late.
 */
function answered({ tokenRequests }: Gateway, since: number): string[] {
  const heard = tokenRequests.slice(since).filter(({ status = 0 }) => status === 200 || status === 400);
  const renewal = (heard.find(({ status }) => status === 200)?.at ?? Infinity) + (tokenLife * 1000) / 2;
  return heard.filter(({ at }) => at < renewal).map(({ grant, status }) => `${grant} ${status}`);
}
