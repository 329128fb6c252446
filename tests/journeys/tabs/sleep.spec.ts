// Laptops that sleep, and tabs that Chromium freezes: on waking the session is there, and one request is made for all.
import { expectAll, expectOneToken, expectServedByOne, expectUndisturbed, tell } from '../../support/tabs/expectations.ts';
import { withRealWindow } from '../../support/tabs/real-window.ts';
import { expect, test } from '../../support/tabs/test.ts';
import { Sleep } from '../../support/tabs/trouble.ts';

test.describe.configure({ timeout: 120_000 });

const tokenLife = 12;

test('all tabs sleep past the end of their token', async ({ crowdOf, gateway }) => {
  await withRealWindow(async (context) => {
    const crowd = await crowdOf('cx-auth', { tokenLife, context });
    const before = await crowd.round();
    await crowd.hide();
    const sleep = await Sleep.of(...crowd.pages);
    const asleep = gateway.tokenRequests.length;
    await new Promise((resolve) => setTimeout(resolve, (tokenLife + 3) * 1000));
    expect(gateway.tokenRequests.length, 'asleep, nobody asks').toBe(asleep);

    await sleep.end();
    await crowd.first.bringToFront();
    const after = await crowd.round('token');
    expectOneToken(after, 8);
    expect(after.answers[0]?.token, 'a newer one').not.toBe(before.answers[0]?.token);
    // Time enough for a second refresh, had anybody begun one.
    await crowd.first.waitForTimeout(1_500);
    expect(gateway.tokenRequests.length - asleep, 'requests for one waking').toBe(1);
    await expectAll(crowd, 'signed-in');
    await expectUndisturbed(crowd);
  });
});

for (const seen of [false, true]) {
  test(`a tab is frozen while it refreshes for all, its request ${seen ? 'served' : 'not seen'}`, async ({ crowdOf, gateway }) => {
    await withRealWindow(async (context) => {
      const crowd = await crowdOf('cx-auth', { context });
      const old = await crowd.round('token');
      const refresh = context.waitForEvent('request', (request) => request.url().endsWith('/token'));
      const frozen = refresh.then((request) => Sleep.of(request.frame().page()));
      gateway.fate = () => {
        gateway.fate = () => ({});
        return seen ? { after: () => frozen } : { before: () => frozen, lost: 'unheard' };
      };
      const before = gateway.tokenRequests.length;
      const asked = () => gateway.tokenRequests.slice(before).map(({ grant, status = 'lost' }) => `${grant} ${status}`);
      const begun = performance.now();
      // Who waits is told after a while that it takes too long; the refresh goes on.
      await crowd.round('renew', 20_000, 7);
      const renewed = async (): Promise<number> => {
        const { answers } = await crowd.round('token', 20_000, 7);
        return answers.filter(({ token }) => token !== undefined && token !== old.answers[0]?.token).length;
      };
      await expect.poll(renewed, { timeout: 40_000, intervals: [200] }).toBe(7);
      const waited = (performance.now() - begun) / 1000;
      expectOneToken(await crowd.round('token', 20_000, 7), 7);
      // One of those that have waited takes the lock away. Another may take it from that one in turn, which costs a request
      // that is refused, and a silent sign-in; it must not go on.
      const requests = asked();
      expect(requests.slice(0, 2)).toEqual(seen ? ['refresh_token 200', 'refresh_token 400'] : ['refresh_token lost', 'refresh_token 200']);
      expect(requests.length, requests.join()).toBeLessThanOrEqual(seen ? 7 : 5);

      await (await frozen).end();
      await expect.poll(async () => (await crowd.round('token')).answers.length, 'the frozen one is back').toBe(8);
      expectServedByOne(await crowd.round(), 8);
      await expectUndisturbed(crowd);
      tell(`a tab that froze while it refreshed kept the others waiting for ${waited.toFixed(1)} s; then: ${requests.join(', ')}`);
    });
  });
}
