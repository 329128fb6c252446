// login with other providers and passkeys.
import { SignInPage } from '../pages/sign-in.ts';
import { expectSignedIn } from '../support/authorize.ts';
import { tabTo } from '../support/accessibility.ts';
import { expectAllIslandsAlive } from '../support/islands.ts';
import { looks } from '../support/looks.ts';
import { makePerson } from '../support/people.mjs';
import { manyWays } from '../support/realm-variants.ts';
import { expect, test, type Journey } from '../support/test.ts';

async function open(journey: Journey): Promise<SignInPage> {
  return SignInPage.open(journey, { realm: await journey.realmLike(manyWays) });
}

looks('login, many ways', async (journey) => {
  const page = await open(journey);
  await expect(page.submit).toBeVisible();
});

test('three providers stand in rows, the others behind "More ways to sign in", by keyboard alone', async ({ journey }) => {
  await open(journey);
  await expectAllIslandsAlive(journey.page);
  const providers = journey.page.locator('a[href*="/broker/"]');
  await expect(providers).toHaveCount(5);
  await expect(providers.filter({ visible: true })).toHaveCount(3);
  await tabTo(journey.page, journey.page.locator('summary').filter({ hasText: 'More ways to sign in' }));
  await journey.page.keyboard.press('Enter');
  await expect(providers.filter({ visible: true })).toHaveCount(5);
  for (const name of ['Google', 'GitHub', 'Microsoft', 'Workforce sign-in', 'Partners']) {
    await expect(journey.page.getByRole('link', { name })).toHaveCount(1);
  }
});

test('an impatient click on a provider goes there once', async ({ journey }) => {
  await open(journey);
  await expectAllIslandsAlive(journey.page);
  let visits = 0;
  await journey.page.route('**/broker/google/login**', async (route) => {
    visits += 1;
    await route.fulfill({ status: 204 });
  });
  await journey.page.getByRole('link', { name: 'Google' }).dblclick({ noWaitAfter: true });
  await expect.poll(() => visits).toBe(1);
  expect(visits).toBe(1);
});

test('a passkey signs in without a password', async ({ journey }) => {
  const { page } = journey;
  const realm = await journey.realmLike(manyWays);
  const person = await makePerson(journey.admin, realm.name);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  page.on('dialog', (dialog) => void dialog.accept('My passkey'));
  const register = { realm, action: 'webauthn-register-passwordless' };
  await (await SignInPage.open(journey, register)).signIn(person);
  await page.getByRole('button', { name: 'Register' }).click();
  await expectSignedIn(page);
  await page.context().clearCookies();

  await open(journey);
  const button = page.getByRole('button', { name: 'Sign in with Passkey' });
  const back = page.getByRole('heading', { name: 'Back at the application' });
  // A virtual authenticator may answer the offer in the name field before anybody has pressed the button.
  await expect(button.or(back)).toBeVisible();
  if (await button.isVisible()) await button.click().catch(() => undefined);
  await expectSignedIn(page);
});
