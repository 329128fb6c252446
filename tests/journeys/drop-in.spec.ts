// The drop-in for keycloak-js on a real Keycloak: one story, told by an app over either library, must read the same.
// What is told of each behaviour by itself, against a small server, is in pkg/test/keycloak.
import type { Page } from '@playwright/test';
import { DropInSite, libraries, type Library } from '../support/drop-in-site.ts';
import { makePerson, type Person } from '../support/people.mjs';
import { expect, test } from '../support/test.ts';

/** What the app over keycloak-js is asked; both have it. */
declare global {
  interface Window {
    keycloak: {
      login(options?: object): Promise<void>;
      logout(options?: object): Promise<void>;
      updateToken(seconds: number): Promise<boolean>;
      loadUserInfo(): Promise<Record<string, unknown>>;
      hasRealmRole(role: string): boolean;
      createAccountUrl(): string;
      readonly authenticated: boolean;
      readonly timeSkew: number;
      readonly tokenParsed: Record<string, unknown> | undefined;
      readonly idTokenParsed: Record<string, unknown> | undefined;
    };
    events: unknown[][];
    settled: Promise<unknown>;
  }
}

let site: DropInSite;
test.beforeAll(async () => {
  site = await DropInSite.open();
});
test.afterAll(() => site.close());

const wishes = () => ({
  client: { redirectUris: [`${site.origin}/*`], webOrigins: [site.origin], attributes: { 'post.logout.redirect.uris': `${site.origin}/*` } },
});

async function signIn(page: Page, person: Person): Promise<void> {
  await page.locator('[name=username]').fill(person.username);
  await page.locator('[name=password]').fill(person.password);
  await page.locator('[name=password]').press('Enter');
}

async function settled(page: Page): Promise<unknown> {
  await page.locator('body[data-settled]').waitFor();
  return page.evaluate(() => window.settled);
}

for (const library of Object.keys(libraries) as Library[]) {
  test(`signing in, renewing, a second tab and signing out, over ${library}`, async ({ page, context, ownRealm, admin, consoleWatch }) => {
    // keycloak-js has the app's own silent page in such a frame.
    if (library === 'keycloak-js') consoleWatch.allow(/can escape its sandboxing/);
    const realm = await ownRealm(wishes());
    const person = await makePerson(admin, realm.name);

    await test.step('login-required signs in', async () => {
      await page.goto(site.app(library, realm.name, { onLoad: 'login-required' }));
      await signIn(page, person);
      expect(await settled(page)).toEqual({ value: true });
      expect(await page.evaluate(() => window.events)).toEqual([['onAuthSuccess'], ['onReady', true]]);
      expect(new URL(page.url()).hash).toBe('');
    });

    await test.step('what it then shows', async () => {
      const shown = await page.evaluate(async () => ({
        username: window.keycloak.idTokenParsed?.['preferred_username'],
        type: window.keycloak.tokenParsed?.['typ'],
        everybody: window.keycloak.hasRealmRole('offline_access'),
        supervisor: window.keycloak.hasRealmRole('supervisor'),
        isClockKnown: Math.abs(window.keycloak.timeSkew) <= 5,
        info: (await window.keycloak.loadUserInfo())['preferred_username'],
        account: new URL(window.keycloak.createAccountUrl()).pathname,
      }));
      expect(shown).toEqual({
        username: person.username,
        type: 'Bearer',
        everybody: true,
        supervisor: false,
        isClockKnown: true,
        info: person.username,
        account: `/realms/${realm.name}/account`,
      });
    });

    await test.step('tokens are renewed when that is asked for', async () => {
      expect(await page.evaluate(() => window.keycloak.updateToken(5))).toBe(false);
      expect(await page.evaluate(() => window.keycloak.updateToken(-1))).toBe(true);
      expect(await page.evaluate(() => window.events.at(-1))).toEqual(['onAuthRefreshSuccess']);
    });

    const second = await context.newPage();
    await test.step('a second tab is signed in without a visible sign-in', async () => {
      const init = { onLoad: 'check-sso', silentCheckSsoRedirectUri: `${site.origin}/silent-check-sso.html` };
      await second.goto(site.app(library, realm.name, init));
      expect(await settled(second)).toEqual({ value: true });
    });

    await test.step('signing out in one tab is noticed in the other', async () => {
      const home = site.app(library, realm.name, {});
      await Promise.all([page.waitForURL(home), page.evaluate((redirectUri) => void window.keycloak.logout({ redirectUri }), home)]);
      expect(await settled(page)).toEqual({ value: false });
      await expect.poll(() => second.evaluate(() => [window.keycloak.authenticated, window.events.at(-1)])).toEqual([false, ['onAuthLogout']]);
    });
  });

  test(`the end of a session that an administrator ends, over ${library}`, async ({ page, ownRealm, admin, consoleWatch }) => {
    consoleWatch.allowStatus(400);
    const realm = await ownRealm(wishes());
    const person = await makePerson(admin, realm.name);
    await page.goto(site.app(library, realm.name, { checkLoginIframe: false }));
    await settled(page);
    await page.evaluate(() => void window.keycloak.login());
    await signIn(page, person);
    expect(await settled(page)).toEqual({ value: true });
    await admin.post(`realms/${realm.name}/users/${person.id}/logout`, {});
    const refusal = await page.evaluate(() =>
      window.keycloak.updateToken(-1).then(
        () => undefined,
        (error: Error & { response?: Response }) => [error.message, error.response?.status],
      ),
    );
    expect(refusal).toEqual(['Server responded with an invalid status.', 400]);
    expect(await page.evaluate(() => window.events.slice(-2))).toEqual([['onAuthLogout'], ['onAuthRefreshError']]);
  });

  test(`an action asked of the user, over ${library}`, async ({ page, ownRealm, admin }) => {
    const realm = await ownRealm(wishes());
    const person = await makePerson(admin, realm.name);
    await page.goto(site.app(library, realm.name, { onLoad: 'login-required', checkLoginIframe: false }));
    await signIn(page, person);
    expect(await settled(page)).toEqual({ value: true });
    await page.evaluate(() => void window.keycloak.login({ action: 'UPDATE_PASSWORD' }));
    await page.locator('[name=cancel-aia]').click();
    await page.waitForURL((url) => url.origin === site.origin);
    expect(await settled(page)).toEqual({ value: true });
    expect(await page.evaluate(() => window.events[0])).toEqual(['onActionUpdate', 'cancelled', 'UPDATE_PASSWORD']);
  });
}
