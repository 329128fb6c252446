// Values from outside that try to leave their place: in the HTML, in attributes, in the props of islands.
import { OneTimeCodePage } from '../pages/one-time-code.ts';
import { SignInPage } from '../pages/sign-in.ts';
import { expectSignedIn } from '../support/authorize.ts';
import { expectHarmless, hostileName, hostileText, islandProps, longText } from '../support/hostile.ts';
import { expectAllIslandsAlive } from '../support/islands.ts';
import { makeEnrolledPerson } from '../support/people.mjs';
import { hostileNames } from '../support/realm-variants.ts';
import { expectNoSidewaysScroll } from '../support/accessibility.ts';
import { expect, photograph, test } from '../support/test.ts';

test.beforeEach(async ({ journey }) => {
  await journey.page.addInitScript(() => {
    for (const trap of ['alert', 'prompt', 'confirm'] as const) {
      window[trap] = () => {
        throw new Error('a value was run');
      };
    }
  });
});

test('a login_hint arrives as it was sent', async ({ journey }) => {
  const signIn = await SignInPage.open(journey, { loginHint: hostileText });
  await expect(signIn.username).toHaveValue(hostileText);
  await expectAllIslandsAlive(journey.page);
  await islandProps(journey.page);
  await expectHarmless(journey.page);
});

test('a login_hint of 300 characters breaks nothing', async ({ journey }) => {
  const signIn = await SignInPage.open(journey, { loginHint: longText });
  await expect(signIn.username).toHaveValue(longText);
  await expectAllIslandsAlive(journey.page);
  await expectNoSidewaysScroll(journey.page, 'long login_hint');
});

test('a wrong user name comes back as it was typed', async ({ journey }) => {
  const signIn = await SignInPage.open(journey);
  await signIn.signIn({ username: hostileText, password: hostileText });
  await expect(journey.page.getByText(journey.texts.wrongPassword)).toBeVisible();
  await expect(signIn.username).toHaveValue(hostileText.trim());
  await expectAllIslandsAlive(journey.page);
  await islandProps(journey.page);
  await expectHarmless(journey.page);
});

test('names of realm, client and provider are text', async ({ journey }) => {
  const realm = await journey.realmLike(hostileNames);
  await SignInPage.open(journey, { realm });
  await expectAllIslandsAlive(journey.page);
  await islandProps(journey.page);
  await expectHarmless(journey.page);
  const provider = journey.page.locator('a[href*="/broker/hostile/"]');
  expect((await provider.innerText()).replaceAll(/\s+/g, ' ')).toContain(`</script><b>"x'&amp; \${7*7} <#if>`);
  await journey.page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(journey.page, 'hostile names');
  await photograph(journey.page, 'hostile names');
});

test('the name of a person is text on the pages after the password, and the authenticator keeps it', async ({ journey }) => {
  const person = await makeEnrolledPerson(journey.admin, journey.realm.name, {
    username: `o'neil&söhne-${Date.now()}`,
    firstName: hostileName,
    lastName: longText.slice(0, 250),
    roles: ['agent'],
  });
  await (await SignInPage.open(journey, { loginHint: person.username })).signIn(person);
  const code = new OneTimeCodePage(journey);
  await expect(journey.page.getByText(person.username)).toBeVisible();
  await expectAllIslandsAlive(journey.page);
  await islandProps(journey.page);
  await code.enter(await person.authenticator.nextCode());
  await expectSignedIn(journey.page);
});

test('the label of an authenticator is text', async ({ journey }) => {
  const person = await makeEnrolledPerson(journey.admin, journey.realm.name, { roles: ['agent'], authenticators: 2 });
  const path = `realms/${journey.realm.name}/users/${person.id}/credentials`;
  const credentials = (await journey.admin.get(path)) as { id: string; userLabel?: string }[];
  const phone = credentials.find(({ userLabel }) => userLabel === 'Phone');
  await journey.admin.putText(`${path}/${phone?.id}/userLabel`, hostileText);
  await (await SignInPage.open(journey)).signIn(person);
  await expect(journey.page.getByRole('radio', { name: hostileText.slice(0, 12) })).toHaveCount(1);
  await expectAllIslandsAlive(journey.page);
  await expectHarmless(journey.page);
});

test('the name of a new authenticator is text when it comes back', async ({ journey }) => {
  const signIn = await SignInPage.open(journey, { loginHint: `"><img src=x onerror=alert(1)>` });
  await expect(signIn.username).toHaveValue(`"><img src=x onerror=alert(1)>`);
  await expect(journey.page.locator('img[src="x"]')).toHaveCount(0);
});
