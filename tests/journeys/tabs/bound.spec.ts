// Keycloak binds this client's tokens to a key of the browser (DPoP, RFC 9449) and takes pushed requests only (PAR, RFC 9126).
// All tabs share the session, so all must prove possession of the one key; Keycloak takes proofs that are 24 seconds old at
// most, and 14 early.
import type { Page } from '@playwright/test';
import { expectAll, expectServedByOne, expectUndisturbed } from '../../support/tabs/expectations.ts';
import { expect, test } from '../../support/tabs/test.ts';
import { misadjustClock, reload } from '../../support/tabs/trouble.ts';

const tabs = 4;
const call = (page: Page, url: string): Promise<number | undefined> => page.evaluate((url) => window.tab.driver.call?.(url), url);

test('tokens bound to a key: all tabs use them, and nobody else', async ({ crowdOf, gateway, tabsRealm }) => {
  const crowd = await crowdOf('cx-auth', { tabs, dpop: true });
  for (let round = 0; round < 10; round += 1) expectServedByOne(await crowd.round(), tabs);
  const userInfo = `${gateway.origin()}/realms/${tabsRealm.name}/protocol/openid-connect/userinfo`;
  for (const page of crowd.pages) expect(await call(page, userInfo)).toBe(200);

  const stolen = await crowd.first.evaluate(() => window.tab.driver.token());
  const asBearer = await fetch(userInfo, { headers: { authorization: `Bearer ${stolen}` } });
  expect(asBearer.status, 'the token without the key').toBe(401);

  await reload(crowd.first);
  expect(await call(crowd.first, userInfo), 'the key outlives the page').toBe(200);
  expectServedByOne(await crowd.round(), tabs);
  await expectAll(crowd, 'signed-in');
});

for (const minutes of [10, -10]) {
  test(`proofs of a clock ${Math.abs(minutes)} minutes ${minutes > 0 ? 'fast' : 'slow'}`, async ({ crowdOf, context, gateway, tabsRealm, consoleWatch }) => {
    consoleWatch.allow(/Failed to load resource: the server responded with a status of 400/);
    const before = gateway.tokenRequests.length;
    await misadjustClock(context, minutes);
    const crowd = await crowdOf('cx-auth', { tabs: 2, dpop: true });
    expectServedByOne(await crowd.round(), 2);
    const userInfo = `${gateway.origin()}/realms/${tabsRealm.name}/protocol/openid-connect/userinfo`;
    for (const page of crowd.pages) expect(await call(page, userInfo)).toBe(200);
    // Keycloak's time cannot be read from another origin, so the first proof is refused; the second has the time of the site.
    const asked = gateway.tokenRequests.slice(before).map(({ grant, status }) => `${grant} ${status}`);
    expect(asked).toEqual(['authorization_code 400', 'authorization_code 200', 'refresh_token 200']);
    await expectUndisturbed(crowd);
  });
}
