import { AuthenticatorSetupPage } from '../pages/authenticator-setup.ts';
import { SignInPage } from '../pages/sign-in.ts';
import { tabTo } from '../support/accessibility.ts';
import { expectSignedIn } from '../support/authorize.ts';
import { expectAllIslandsAlive } from '../support/islands.ts';
import { looks } from '../support/looks.ts';
import { makeEnrolledPerson, makePerson, type Person } from '../support/people.mjs';
import { expect, test, type Journey } from '../support/test.ts';

async function askedToEnrol(journey: Journey): Promise<[AuthenticatorSetupPage, Person]> {
  const person = await makePerson(journey.admin, journey.realm.name, { roles: ['agent'] });
  await (await SignInPage.open(journey)).signIn(person);
  const page = new AuthenticatorSetupPage(journey);
  await expect(page.code).toBeVisible();
  return [page, person];
}

looks('login-config-totp', async (journey) => void (await askedToEnrol(journey)));

looks('login-config-totp, key shown', async (journey) => void (await (await askedToEnrol(journey))[0].readKey()));

looks('login-config-totp, wrong code', async (journey) => {
  const [page] = await askedToEnrol(journey);
  const authenticator = await page.readKey();
  await page.finish(authenticator.wrongCode(), 'My phone');
  await expect(journey.page.getByText(journey.texts.wrongCode)).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('enrols by the QR code in the picture of the page', async ({ journey }) => {
      const [page, person] = await askedToEnrol(journey);
      await expectAllIslandsAlive(journey.page);
      const authenticator = await page.scan();
      await page.finish(await authenticator.nextCode(), 'My phone');
      await expectSignedIn(journey.page);
      const path = `realms/${journey.realm.name}/users/${person.id}/credentials`;
      const credentials = (await journey.admin.get(path)) as { type: string; userLabel?: string }[];
      expect(credentials.find(({ type }) => type === 'otp')?.userLabel).toBe('My phone');
    });
  });
}

test('the drawing and the key say the same, with issuer, user and settings', async ({ journey }) => {
  const [page, person] = await askedToEnrol(journey);
  await expectAllIslandsAlive(journey.page);
  const uri = new URL(await page.scanUri());
  const key = uri.searchParams.get('secret') ?? '';
  await page.unableToScan.click();
  const shown = await page.key.innerText();
  expect(shown.replaceAll(/\s/g, '')).toBe(key);
  expect(shown.trim(), 'groups of four').toMatch(/^(\S{4}\s)*\S{1,4}$/);
  expect(decodeURIComponent(uri.pathname)).toContain(person.username);
  await expect(journey.page.getByText('Time-based')).toBeVisible();
});

test('the key is copied without its gaps', async ({ journey }) => {
  await journey.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const [page] = await askedToEnrol(journey);
  await expectAllIslandsAlive(journey.page);
  await page.unableToScan.click();
  await journey.page.getByRole('button', { name: 'Copy' }).click();
  await expect(journey.page.getByRole('button', { name: 'Copied' })).toBeVisible();
  await expect(journey.page.getByRole('status').filter({ hasText: 'Copied' }), 'read out').toHaveCount(1);
  const copied = await journey.page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe((await page.key.innerText()).replaceAll(/\s/g, ''));
});

test('a wrong code keeps the key and the device name, and the right one enrols', async ({ journey }) => {
  const [page] = await askedToEnrol(journey);
  const before = await page.readKeyText();
  const authenticator = await page.readKey();
  await page.finish(authenticator.wrongCode(), 'My phone');
  await page.expectFieldError(page.code, journey.texts.wrongCode);
  expect(await page.readKeyText()).toBe(before);
  await expectAllIslandsAlive(journey.page);
  await page.finish(await authenticator.nextCode(), 'My phone');
  await expectSignedIn(journey.page);
});

test('a second device needs a name', async ({ journey }) => {
  const person = await makeEnrolledPerson(journey.admin, journey.realm.name);
  await (await SignInPage.open(journey, { action: 'CONFIGURE_TOTP' })).signIn(person);
  const page = new AuthenticatorSetupPage(journey);
  const authenticator = await page.readKey();
  await page.finish(await authenticator.nextCode(), '');
  await page.expectFieldError(page.deviceName, /.+/);
  await expectAllIslandsAlive(journey.page);
});

test('an enrolment that the person asked for can be cancelled', async ({ journey }) => {
  const person = await makePerson(journey.admin, journey.realm.name);
  await (await SignInPage.open(journey, { action: 'CONFIGURE_TOTP' })).signIn(person);
  await journey.page.getByRole('button', { name: 'Cancel' }).click();
  await journey.page.waitForURL(/kc_action_status=cancelled/);
});

test('enrols by keyboard alone', async ({ journey }) => {
  const [page] = await askedToEnrol(journey);
  await expectAllIslandsAlive(journey.page);
  const authenticator = await page.scan();
  await tabTo(journey.page, page.code);
  await journey.page.keyboard.type(await authenticator.nextCode());
  await tabTo(journey.page, page.deviceName);
  await journey.page.keyboard.type('By keyboard');
  await tabTo(journey.page, page.submit);
  await journey.page.keyboard.press('Enter');
  await expectSignedIn(journey.page);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test('the link to the app and the key come before the picture', async ({ journey }) => {
    const [page] = await askedToEnrol(journey);
    await expectAllIslandsAlive(journey.page);
    const link = journey.page.locator('a[href^="otpauth://totp/"]');
    await expect(link).toBeVisible();
    const [linkBox, pictureBox] = [await link.boundingBox(), await page.picture.boundingBox()];
    expect(linkBox?.y).toBeLessThan(pictureBox?.y ?? 0);
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('enrols by the picture', async ({ journey }) => {
    const [page] = await askedToEnrol(journey);
    const authenticator = await page.scan();
    await page.finish(await authenticator.nextCode(), 'My phone');
    await expectSignedIn(journey.page);
  });

  test('enrols by the key', async ({ journey }) => {
    const [page] = await askedToEnrol(journey);
    const authenticator = await page.readKey();
    await page.finish(await authenticator.nextCode(), 'My phone');
    await expectSignedIn(journey.page);
  });
});
