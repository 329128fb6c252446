// A machine whose clock is wrong: tokens are renewed when Keycloak's clock says so.
import { expectAll, expectUndisturbed } from '../../support/tabs/expectations.ts';
import { expect, test } from '../../support/tabs/test.ts';
import { misadjustClock } from '../../support/tabs/trouble.ts';

test.describe.configure({ timeout: 120_000 });

const tokenLife = 12;
/** How long a token must still be good for when it is handed out, unless more is asked for. */
const validity = 5;

for (const minutes of [10, -10]) {
  test(`a clock ${Math.abs(minutes)} minutes ${minutes > 0 ? 'fast' : 'slow'}`, async ({ crowdOf, context, gateway, tabsRealm }) => {
    await misadjustClock(context, minutes);
    const crowd = await crowdOf('cx-auth', { tokenLife, tabs: 4 });
    const wrong = await crowd.first.evaluate((now) => Date.now() - now, Date.now());
    expect(Math.round(wrong / 60_000), 'the page has the wrong time').toBe(minutes);

    const userInfo = `${gateway.origin()}/realms/${tabsRealm.name}/protocol/openid-connect/userinfo`;
    const before = gateway.tokenRequests.length;
    const begun = performance.now();
    const elapsed = (): number => (performance.now() - begun) / 1000;
    while (elapsed() < 2.5 * tokenLife) {
      const statuses = await Promise.all(
        crowd.pages.map((page) =>
          page.evaluate(async (userInfo) => {
            const headers = { authorization: `Bearer ${await window.tab.driver.token()}` };
            return (await fetch(userInfo, { headers })).status;
          }, userInfo),
        ),
      );
      expect(statuses, 'no token that Keycloak calls expired').toEqual([200, 200, 200, 200]);
      await crowd.first.waitForTimeout(1_000);
    }
    const refreshes = gateway.tokenRequests.length - before;
    expect(refreshes, 'refreshes').toBeGreaterThanOrEqual(2);
    expect(refreshes, 'refreshes').toBeLessThanOrEqual(elapsed() / (tokenLife - validity) + 1);
    await expectAll(crowd, 'signed-in');
    await expectUndisturbed(crowd);
  });
}
