// Signing in without leaving the page, and coming back to a session that was lost: silently where that can be, else in a window
// beside the page.
import { clientId, endpoints } from '../support/provider/configuration.ts';
import { ProviderPage } from '../support/provider/desk.ts';
import { suffering } from '../support/provider/front.ts';
import { amira, bruno } from '../support/provider/people.ts';
import { stored } from '../support/provider/stored.ts';
import { expect, test } from '../support/provider/test.ts';

test.beforeEach(({ consoleWatch }) => {
  consoleWatch.allow(/net::ERR_|Failed to load resource/);
  consoleWatch.allow(/^warning: cx-auth: .* \([a-z-]+\)/);
});

test.describe('a window beside the page', () => {
  test('signs in, closes, and the page stays as it was', async ({ openDesk, page }) => {
    const { desk } = await openDesk({ path: '/calls/7?x=1#y' });
    await desk.expectStatus('signed-out no-session');
    await page.evaluate(() => void (document.title = 'on a call'));
    const opened = page.waitForEvent('popup');
    await desk.pressSignInBeside();
    const beside = await opened;
    const closed = beside.waitForEvent('close');
    await new ProviderPage(beside).signIn(amira);
    await closed;
    await desk.expectStatus('signed-in amira');
    await expect(page).toHaveURL(/\/calls\/7\?x=1#y$/);
    await expect(page).toHaveTitle('on a call');
  });

  test('that is closed by the person is told, and pressing again works', async ({ openDesk, page }) => {
    const { desk } = await openDesk();
    await desk.expectStatus('signed-out no-session');
    const opened = page.waitForEvent('popup');
    const asked = desk.ask((auth) => auth.signInWithPopup());
    const beside = await opened;
    await expect(new ProviderPage(beside).name).toBeVisible();
    await beside.close();
    expect((await asked).error).toMatchObject({ kind: expect.stringMatching(/^(browser|refused)$/) });
    const again = page.waitForEvent('popup');
    await desk.pressSignInBeside();
    await new ProviderPage(await again).signIn(amira);
    await desk.expectStatus('signed-in amira');
  });

  test('that a page of the provider has cut off from the desk still brings the answer', async ({ openDesk, page }) => {
    const { desk, provider } = await openDesk();
    await desk.expectStatus('signed-out no-session');
    provider.front.intercept(endpoints.authorization, async (_, pass) => {
      const answer = await pass();
      return { ...answer, headers: { ...answer.headers, 'cross-origin-opener-policy': 'same-origin' } };
    });
    // Playwright lets every page believe that it has the focus; here it matters that the person is in the other window.
    const devTools = await page.context().newCDPSession(page);
    await devTools.send('Emulation.setFocusEmulationEnabled', { enabled: false });
    const opened = page.waitForEvent('popup');
    await desk.pressSignInBeside();
    await new ProviderPage(await opened).signIn(amira);
    await desk.expectStatus('signed-in amira');
  });

  test('where the person declines is told', async ({ openDesk, page }) => {
    const { desk } = await openDesk();
    await desk.expectStatus('signed-out no-session');
    const opened = page.waitForEvent('popup');
    const asked = desk.ask((auth) => auth.signInWithPopup());
    await new ProviderPage(await opened).cancel();
    expect((await asked).error?.code).toBe('access-denied');
  });

  test('brings back a person whose session an administrator ended; the page stays', async ({ openDesk, page }) => {
    const { desk, provider } = await openDesk();
    await desk.signIn(amira);
    await page.evaluate(() => void (document.title = 'on a call'));
    provider.store.endSessionsOf(amira.sub);
    await desk.refresh();
    await desk.expectStatus('needs-sign-in session-ended amira');
    const opened = page.waitForEvent('popup');
    const recovered = desk.ask((auth) => auth.recover({ ways: ['silent', 'popup'] }));
    await new ProviderPage(await opened).signIn(amira);
    expect((await recovered).value?.status).toBe('signed-in');
    await desk.expectStatus('signed-in amira');
    await expect(page).toHaveTitle('on a call');
  });

  test('in which somebody else signs in gives the desk that person', async ({ openDesk, page }) => {
    const { desk, provider } = await openDesk();
    await desk.signIn(amira);
    provider.store.endSessionsOf(amira.sub);
    await desk.refresh();
    await desk.expectStatus('needs-sign-in session-ended amira');
    const opened = page.waitForEvent('popup');
    await desk.pressSignInBeside();
    await new ProviderPage(await opened).signIn(bruno);
    await desk.expectStatus('signed-in bruno');
  });
});

test.describe('an answer to a refresh that never came', () => {
  test('is healed by a silent sign-in: nobody is asked, and the page stays', async ({ openDesk, page }) => {
    const { desk, provider } = await openDesk();
    await desk.signIn(amira);
    await page.evaluate(() => void (document.title = 'on a call'));
    const before = await desk.accessToken();
    provider.front.interceptOnce(endpoints.token, async (_, pass) => {
      await pass();
      return undefined;
    });
    await desk.refresh();
    await expect.poll(() => desk.ask((auth) => auth.accessToken()).then(({ value }) => value ?? before), { timeout: 15_000 }).not.toBe(before);
    await desk.expectStatus('signed-in amira');
    await expect(page).toHaveTitle('on a call');
    const refused = provider.front.to(endpoints.token).filter(({ status }) => status === 400);
    expect(refused.length, 'the provider saw the refresh token a second time, and took its grant away').toBe(1);
    expect((await desk.refresh()).error).toBeUndefined();
  });

  test('or a refresh token that a thief used first: the thief’s tokens die, and the person notices nothing', async ({ openDesk }) => {
    const { desk, provider } = await openDesk();
    let stolen = '';
    provider.front.interceptOnce(endpoints.token, async (_, pass) => {
      const answer = await pass();
      stolen = (JSON.parse(answer.body) as { refresh_token: string }).refresh_token;
      return answer;
    });
    await desk.signIn(amira);
    const useStolen = async (token: string) => {
      const body = new URLSearchParams({ grant_type: 'refresh_token', client_id: clientId, refresh_token: token });
      const answer = await fetch(provider.issuer + endpoints.token, { method: 'POST', body });
      return { status: answer.status, ...((await answer.json()) as { refresh_token?: string }) };
    };
    const loot = await useStolen(stolen);
    expect(loot.status).toBe(200);
    await desk.refresh();
    await desk.expectStatus('signed-in amira');
    await expect.poll(() => desk.refresh().then(({ error }) => error)).toBeUndefined();
    expect((await useStolen(loot.refresh_token ?? '')).status).toBe(400);
  });

  test('with the provider’s session gone too leaves the person where they are, to sign in again', async ({ openDesk }) => {
    const { desk, provider } = await openDesk();
    await desk.signIn(amira);
    provider.front.interceptOnce(endpoints.token, async (_, pass) => {
      await pass();
      provider.store.endSessionsOf(amira.sub);
      return undefined;
    });
    await desk.refresh();
    await desk.expectStatus('needs-sign-in session-ended amira');
  });

  test('before the provider saw the request costs nothing', async ({ openDesk }) => {
    const { desk, provider } = await openDesk();
    await desk.signIn(amira);
    const before = await desk.accessToken();
    provider.front.interceptOnce(endpoints.token, suffering('gone'));
    await desk.refresh();
    await expect.poll(() => desk.accessToken(), { timeout: 10_000 }).not.toBe(before);
    await desk.expectStatus('signed-in amira');
    const statuses = provider.front.to(endpoints.token).map(({ status }) => status);
    expect(statuses).toEqual([200, undefined, 200]);
  });
});

test.describe('several tabs', () => {
  test('that all want another token make one request, and rotation ends nobody’s session', async ({ openDesk, page }) => {
    const { desk, provider } = await openDesk();
    await desk.signIn(amira);
    const desks = [desk];
    for (let more = 0; more < 3; more += 1) {
      desks.push((await openDesk({ provider, page: await page.context().newPage() })).desk);
    }
    for (const each of desks) await each.expectStatus('signed-in amira');
    for (let round = 0; round < 5; round += 1) {
      const before = provider.front.to(endpoints.token).length;
      const insteadOf = await desk.accessToken();
      const tokens = await Promise.all(desks.map((each) => each.told((auth, old) => auth.accessToken({ insteadOf: old }), insteadOf)));
      expect(new Set(tokens).size).toBe(1);
      expect(provider.front.to(endpoints.token).length - before).toBe(1);
    }
  });

  test('are signed out together', async ({ openDesk, page }) => {
    const { desk, provider } = await openDesk();
    await desk.signIn(amira);
    const second = await openDesk({ provider, page: await page.context().newPage() });
    await second.desk.expectStatus('signed-in amira');
    await desk.pressSignOut();
    await second.desk.expectStatus(/^signed-out/);
  });

  test('far from the provider’s cookies: a new tab gets its session from a living one', async ({ openDesk, page }) => {
    const { desk, provider } = await openDesk({ site: 'far' });
    await desk.signIn(amira);
    const second = await openDesk({ provider, site: 'far', page: await page.context().newPage() });
    await second.desk.expectStatus('signed-in amira');
  });
});

test.describe('a session that is kept', () => {
  for (const storage of ['session', 'local'] as const) {
    test(`in ${storage} storage is there after a reload, also where no cookie reaches a frame`, async ({ openDesk, page }) => {
      const { desk, provider } = await openDesk({ site: 'far', desk: { storage } });
      await desk.signIn(amira);
      const exchanges = provider.front.to(endpoints.token).length;
      await page.reload();
      await desk.expectStatus('signed-in amira');
      expect(provider.front.to(endpoints.token).length - exchanges).toBeLessThanOrEqual(1);
      const token = await desk.accessToken();
      await expect.poll(() => stored(page).then(({ text }) => text), 'what is kept').toContain(token);
      await desk.pressSignOut();
      await desk.expectStatus('signed-out no-session');
      const { text } = await stored(page);
      expect(text, 'no word of it is left').not.toContain(token);
      expect(text).not.toMatch(/eyJ/);
    });
  }
});
