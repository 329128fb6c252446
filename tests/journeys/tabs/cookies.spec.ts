// An application on another site than Keycloak. Where the browser blocks third-party cookies, no hidden frame finds the
// session: nothing can be had silently, and start-up settles all the same.
import type { Page } from '@playwright/test';
import { withThirdPartyCookies } from '../../support/tabs/cookie-choice.ts';
import { leave, settled, standing } from '../../support/tabs/crowd.ts';
import { expectAll, expectServedByOne } from '../../support/tabs/expectations.ts';
import { expect, test } from '../../support/tabs/test.ts';
import { reload } from '../../support/tabs/trouble.ts';

test.describe.configure({ timeout: 120_000 });

// Keycloak is at `localhost`.
const host = '127.0.0.1';

test('third-party cookies are allowed: a frame finds the session', async ({ crowdOf }) => {
  await withThirdPartyCookies('allowed', async (context) => {
    const crowd = await crowdOf('cx-auth', { host, tabs: 1, context });
    await reload(crowd.first);
    expect(await standing(crowd.first)).toBe('signed-in');
  });
});

test('third-party cookies are blocked: start-up settles, and the way in asks for no password', async ({ crowdOf, gateway }) => {
  await withThirdPartyCookies('blocked', async (context) => {
    const crowd = await crowdOf('cx-auth', { host, tabs: 1, context });
    const begun = performance.now();
    await reload(crowd.first);
    expect(await standing(crowd.first), 'no frame finds the session').toBe('signed-out');
    expect(performance.now() - begun, 'milliseconds').toBeLessThan(10_000);

    await signInAgain(crowd.first);
    const { authorizations } = gateway;
    await crowd.open();
    await crowd.openFrom(crowd.first);
    await reload(crowd.first);
    await expectAll(crowd, 'signed-in');
    expect(gateway.authorizations, 'other tabs and a reload have it from a living tab').toBe(authorizations);
    expectServedByOne(await crowd.round(), 3);
  });
});

test('third-party cookies are blocked: a lost refresh token needs a sign-in, and all tabs say so', async ({ crowdOf, gateway }) => {
  await withThirdPartyCookies('blocked', async (context) => {
    const crowd = await crowdOf('cx-auth', { host, tabs: 3, context });
    gateway.fate = () => {
      gateway.fate = () => ({});
      return { lost: 'half-answer' };
    };
    await crowd.round();
    await expectAll(crowd, 'needs-sign-in', undefined, 30_000);
    expect(crowd.navigations, 'nobody is sent away').toBe(0);
    await signInAgain(crowd.first);
    await expectAll(crowd, 'signed-in');
  });
});

/** The session at Keycloak lives, so the way there and back is all. */
async function signInAgain(page: Page): Promise<void> {
  const back = page.waitForURL((url) => url.hostname === host && !/[?&#](code|state)=/.test(url.href));
  await leave(page, 'signIn');
  await back;
  expect(await settled(page), 'the library starts').toBeUndefined();
  expect(await standing(page)).toBe('signed-in');
}
