// login-reset-password, login-update-password, and info: a forgotten password, by mail.
import { NewPasswordPage } from '../pages/new-password.ts';
import { SignInPage } from '../pages/sign-in.ts';
import { tabTo } from '../support/accessibility.ts';
import { expectSignedIn } from '../support/authorize.ts';
import { expectAllIslandsAlive } from '../support/islands.ts';
import { looks } from '../support/looks.ts';
import { makePerson, type Person } from '../support/people.mjs';
import { expect, test, type Journey } from '../support/test.ts';

const newPassword = 'Brand-New-Pass-27';

async function forgotPassword(journey: Journey): Promise<SignInPage> {
  const page = await SignInPage.open(journey);
  await page.forgotPassword.click();
  await expect(page.password).toBeHidden();
  await expect(page.username).toBeVisible();
  return page;
}

async function askedForNewPassword(journey: Journey): Promise<[NewPasswordPage, Person]> {
  const wishes = { requiredActions: ['UPDATE_PASSWORD'] };
  const person = await makePerson(journey.admin, journey.realm.name, wishes);
  await (await SignInPage.open(journey)).signIn(person);
  const page = new NewPasswordPage(journey);
  await expect(page.password).toBeVisible();
  return [page, person];
}

async function sendsInstructions(journey: Journey): Promise<void> {
  await journey.page.getByRole('button', { name: journey.texts.submit, exact: true }).click();
}

looks('login-reset-password', async (journey) => void (await forgotPassword(journey)));
looks('login-update-password', async (journey) => void (await askedForNewPassword(journey)));
looks('login-update-password, too weak', async (journey) => {
  const [page] = await askedForNewPassword(journey);
  await page.choose('short');
  await expect(page.alert).toBeVisible();
});
looks('login, instructions sent', async (journey) => {
  const page = await forgotPassword(journey);
  await page.username.fill('nobody-at-all');
  await sendsInstructions(journey);
  await expect(journey.page.getByText(journey.texts.mailSent)).toBeVisible();
});

test('a forgotten password: mail, link, new password, signed in', async ({ journey }) => {
  const person = await makePerson(journey.admin, journey.realm.name);
  const page = await forgotPassword(journey);
  await page.username.fill(person.username);
  await sendsInstructions(journey);
  await expect(journey.page.getByText(journey.texts.mailSent)).toBeVisible();
  await journey.page.goto(await journey.mail.linkIn(person.email));
  await new NewPasswordPage(journey).choose(newPassword);
  await expectSignedIn(journey.page);
});

test('nobody learns which names exist', async ({ journey }) => {
  const page = await forgotPassword(journey);
  await page.username.fill('nobody-at-all');
  await sendsInstructions(journey);
  await expect(journey.page.getByText(journey.texts.mailSent)).toBeVisible();
});

test('the link of the mail opened in another browser leads through the info page', async ({ journey, anotherBrowser }) => {
  const person = await makePerson(journey.admin, journey.realm.name);
  const page = await forgotPassword(journey);
  await page.username.fill(person.username);
  await sendsInstructions(journey);
  const elsewhere = await (await anotherBrowser()).newPage();
  await elsewhere.goto(await journey.mail.linkIn(person.email));
  await new NewPasswordPage({ ...journey, page: elsewhere }).choose(newPassword);
  await expect(elsewhere.getByText('Your account has been updated.')).toBeVisible();
  await expectAllIslandsAlive(elsewhere);
});

test('a new password that has to be set is set', async ({ journey }) => {
  const [page] = await askedForNewPassword(journey);
  await expect(page.password).toBeFocused();
  await page.choose(newPassword);
  await expectSignedIn(journey.page);
});

test('by keyboard alone: two that differ, then two that are the same', async ({ journey }) => {
  const [page] = await askedForNewPassword(journey);
  await expectAllIslandsAlive(journey.page);
  await tabTo(journey.page, page.password);
  await journey.page.keyboard.type(newPassword);
  await tabTo(journey.page, page.confirmation);
  await journey.page.keyboard.type('Another-Pass-28');
  await journey.page.keyboard.press('Enter');
  await page.expectFieldError(page.confirmation, journey.texts.passwordsDiffer);
  await tabTo(journey.page, page.password);
  await journey.page.keyboard.type(newPassword);
  await tabTo(journey.page, page.confirmation);
  await journey.page.keyboard.type(newPassword);
  await tabTo(journey.page, page.submit);
  await journey.page.keyboard.press('Enter');
  await expectSignedIn(journey.page);
});

test('the policy is told before, and ticked off while typing', async ({ journey }) => {
  const [page] = await askedForNewPassword(journey);
  await expectAllIslandsAlive(journey.page);
  const length = journey.page.getByRole('listitem').filter({ hasText: 'At least 10 characters' });
  await expect(length).toBeVisible();
  const met = length.getByText('Done');
  await expect(met).toBeHidden();
  await page.password.fill('0123456789');
  await expect(met).toBeVisible();
  await page.password.fill('012345678');
  await expect(met).toBeHidden();
});

test('the last password again is refused in words', async ({ journey }) => {
  const [page, person] = await askedForNewPassword(journey);
  await page.choose(person.password);
  // Keycloak reports what its policy says for the page, not for the field.
  await expect(page.alert).toHaveText(/must not be equal to any of last 3 passwords/);
  await expectAllIslandsAlive(journey.page);
});

test('asks for instructions by keyboard alone', async ({ journey }) => {
  const person = await makePerson(journey.admin, journey.realm.name);
  const page = await forgotPassword(journey);
  await expectAllIslandsAlive(journey.page);
  await tabTo(journey.page, page.username);
  await journey.page.keyboard.type(person.username);
  await tabTo(journey.page, journey.page.getByRole('button', { name: journey.texts.submit, exact: true }));
  await journey.page.keyboard.press('Enter');
  await expect(journey.page.getByText(journey.texts.mailSent)).toBeVisible();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a forgotten password: mail, link, new password, signed in', async ({ journey }) => {
    const person = await makePerson(journey.admin, journey.realm.name);
    const page = await forgotPassword(journey);
    await page.username.fill(person.username);
    await sendsInstructions(journey);
    await journey.page.goto(await journey.mail.linkIn(person.email));
    await new NewPasswordPage(journey).choose(newPassword);
    await expectSignedIn(journey.page);
  });
});
