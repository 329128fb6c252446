// Values from outside that try to leave their place: in the HTML, in attributes, in the props of islands.
import { AuthenticatorSetupPage } from '../pages/authenticator-setup.ts';
import { OneTimeCodePage } from '../pages/one-time-code.ts';
import { SignInPage } from '../pages/sign-in.ts';
import { expectSignedIn } from '../support/authorize.ts';
import { expectHarmless, hostileText, islandProps, longText } from '../support/hostile.ts';
import { expectAllIslandsAlive } from '../support/islands.ts';
import { makeEnrolledPerson, makePerson } from '../support/people.mjs';
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

test('a login_hint of 255 characters breaks nothing', async ({ journey }) => {
  const signIn = await SignInPage.open(journey, { loginHint: longText });
  await expect(signIn.username).toHaveValue(longText);
  await expectAllIslandsAlive(journey.page);
  await expectNoSidewaysScroll(journey.page, 'long login_hint');
});

test('a login_hint or user name of 300 characters breaks nothing', async ({ journey }) => {
  const name = 'x'.repeat(300);
  const signIn = await SignInPage.open(journey, { loginHint: name });
  await expectAllIslandsAlive(journey.page);
  await signIn.signIn({ username: name, password: 'wrong' });
  await expect(signIn.page.getByText(journey.texts.wrongPassword)).toBeVisible();
  await expectAllIslandsAlive(journey.page);
  await expectNoSidewaysScroll(journey.page, 'long user name');
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

test('the name of a person is text on the pages after the password, whatever the profile lets through', async ({ journey }) => {
  const realm = await journey.realmLike(hostileNames);
  const profile = (await journey.admin.get(`realms/${realm.name}/users/profile`)) as UserProfile;
  for (const attribute of profile.attributes) attribute.validations = {};
  await journey.admin.put(`realms/${realm.name}/users/profile`, profile);
  const person = await makeEnrolledPerson(journey.admin, realm.name, {
    username: `${hostileText.toLowerCase()}${Date.now()}`,
    firstName: hostileText,
    lastName: longText,
    roles: ['agent'],
  });
  await (await SignInPage.open(journey, { realm })).signIn(person);
  const code = new OneTimeCodePage(journey);
  await expect(journey.page.getByText(`</script><b>"x'&amp;`).first()).toBeVisible();
  await expectAllIslandsAlive(journey.page);
  await islandProps(journey.page);
  await expectHarmless(journey.page);
  await expectNoSidewaysScroll(journey.page, 'hostile user name');
  await code.enter(await person.authenticator.nextCode());
  await expectSignedIn(journey.page);
});

test.describe('on a sharp screen', () => {
  // So long a name makes a dense code: the camera needs pixels.
  test.use({ deviceScaleFactor: 2 });

  test('the key of a person with such a name can be scanned', async ({ journey }) => {
    const realm = await journey.realmLike(hostileNames);
    const username = `söhne-\u202Egpj-${Date.now()}`;
    const person = await makePerson(journey.admin, realm.name, { username, roles: ['agent'] });
    await (await SignInPage.open(journey, { realm })).signIn(person);
    const setup = new AuthenticatorSetupPage(journey);
    await expectAllIslandsAlive(journey.page);
    const uri = new URL(await setup.scanUri());
    expect(decodeURIComponent(uri.pathname)).toContain(username);
    expect(uri.searchParams.get('issuer')).toBe(hostileText);
    await expectHarmless(journey.page);
  });
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

interface UserProfile {
  readonly attributes: { validations?: Record<string, unknown> }[];
}
