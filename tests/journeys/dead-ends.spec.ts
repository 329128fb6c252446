// error, login-page-expired and logout-confirm: pages where people wonder what to do next.
import { OneTimeCodePage } from '../pages/one-time-code.ts';
import { PageExpired } from '../pages/page-expired.ts';
import { SignInPage } from '../pages/sign-in.ts';
import { tabTo } from '../support/accessibility.ts';
import { expectSignedIn } from '../support/authorize.ts';
import { expectAllIslandsAlive } from '../support/islands.ts';
import { looks } from '../support/looks.ts';
import { makeEnrolledPerson, makePerson, type EnrolledPerson } from '../support/people.mjs';
import { expect, test, type Journey } from '../support/test.ts';

/** An error with neither client nor user: the template has the least to go by. */
async function unknownClient({ page, realm, language }: Journey): Promise<void> {
  const query = new URLSearchParams({ client_id: 'nobody', response_type: 'code', ui_locales: language });
  await page.goto(`${realm.issuer}/protocol/openid-connect/auth?${query}`);
}

async function foreignRedirect({ page, realm, language }: Journey): Promise<void> {
  const query = new URLSearchParams({
    client_id: realm.clientId,
    redirect_uri: 'https://elsewhere.example/',
    response_type: 'code',
    ui_locales: language,
  });
  await page.goto(`${realm.issuer}/protocol/openid-connect/auth?${query}`);
}

async function wentBack(journey: Journey): Promise<[PageExpired, EnrolledPerson]> {
  const person = await makeEnrolledPerson(journey.admin, journey.realm.name, { roles: ['agent'] });
  const signIn = await SignInPage.open(journey);
  const stale = await journey.page.locator('form[action*="/login-actions/"]').first().getAttribute('action');
  await signIn.signIn(person);
  await expect(new OneTimeCodePage(journey).code).toBeVisible();
  await journey.page.goto(stale ?? '');
  const page = new PageExpired(journey);
  await expect(page.goOn).toBeVisible();
  return [page, person];
}

async function askedToSignOut(journey: Journey): Promise<void> {
  const { page, realm, texts } = journey;
  const person = await makePerson(journey.admin, realm.name);
  await (await SignInPage.open(journey)).signIn(person);
  await expectSignedIn(page);
  const query = new URLSearchParams({
    client_id: realm.clientId,
    post_logout_redirect_uri: realm.redirectUri,
    ui_locales: journey.language,
  });
  await page.goto(`${realm.issuer}/protocol/openid-connect/logout?${query}`);
  await expect(page.getByRole('button', { name: texts.signOut, exact: true })).toBeVisible();
}

test.describe('error', () => {
  test.beforeEach(({ consoleWatch }) => consoleWatch.allowStatus(400));

  looks('error, unknown client', unknownClient);
  looks('error, foreign redirect', foreignRedirect);

  test('says in words what happened and what to do', async ({ journey }) => {
    await foreignRedirect(journey);
    await expect(journey.page.getByText('Invalid parameter: redirect_uri')).toBeVisible();
    await expectAllIslandsAlive(journey.page);
  });

  test('of a known client offers the way back to it', async ({ journey, ownRealm }) => {
    const realm = await ownRealm({ client: { baseUrl: journey.realm.redirectUri } });
    await foreignRedirect({ ...journey, realm });
    const back = journey.page.getByRole('link', { name: 'Back to Application' });
    await tabTo(journey.page, back);
    await journey.page.keyboard.press('Enter');
    await expect(journey.page.getByRole('heading', { name: 'Back at the application' })).toBeVisible();
  });
});

looks('login-page-expired', async (journey) => void (await wentBack(journey)));
looks('logout-confirm', askedToSignOut);

test('an expired page leads on, by keyboard alone', async ({ journey }) => {
  const [page, person] = await wentBack(journey);
  await expectAllIslandsAlive(journey.page);
  await tabTo(journey.page, page.goOn);
  await journey.page.keyboard.press('Enter');
  await new OneTimeCodePage(journey).enter(await person.authenticator.nextCode());
  await expectSignedIn(journey.page);
});

test('an expired page lets people start again', async ({ journey }) => {
  const [page] = await wentBack(journey);
  await page.startAgain.click();
  await expect(new SignInPage(journey).username).toBeVisible();
});

test('signs out by keyboard alone, once asked', async ({ journey }) => {
  await askedToSignOut(journey);
  await expectAllIslandsAlive(journey.page);
  await tabTo(journey.page, journey.page.getByRole('button', { name: 'Logout' }));
  await journey.page.keyboard.press('Enter');
  await expect(journey.page.getByRole('heading', { name: 'Back at the application' })).toBeVisible();
  await expect((await SignInPage.open(journey)).username).toBeVisible();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('an expired page leads on', async ({ journey }) => {
    const [page, person] = await wentBack(journey);
    await page.goOn.click();
    await new OneTimeCodePage(journey).enter(await person.authenticator.nextCode());
    await expectSignedIn(journey.page);
  });

  test('signs out', async ({ journey }) => {
    await askedToSignOut(journey);
    await journey.page.getByRole('button', { name: 'Logout' }).click();
    await expect(journey.page.getByRole('heading', { name: 'Back at the application' })).toBeVisible();
  });
});
