import { SignInPage } from '../pages/sign-in.ts';
import { tabTo } from '../support/accessibility.ts';
import { expectSignedIn } from '../support/authorize.ts';
import { expectAllIslandsAlive } from '../support/islands.ts';
import { looks } from '../support/looks.ts';
import { makePerson } from '../support/people.mjs';
import { expect, test } from '../support/test.ts';

looks('login', async (journey) => {
  const signIn = await SignInPage.open(journey);
  await expect(signIn.submit).toBeVisible();
});

looks('login, wrong password', async (journey) => {
  const signIn = await SignInPage.open(journey);
  await signIn.signIn({ username: 'nobody-at-all', password: 'wrong' });
  await expect(signIn.page.getByText(journey.texts.wrongPassword)).toBeVisible();
});

test('signs in with a password', async ({ journey }) => {
  const person = await makePerson(journey.admin, journey.realm.name);
  const signIn = await SignInPage.open(journey);
  await expect(signIn.username).toBeFocused();
  await signIn.signIn(person);
  await expectSignedIn(journey.page);
});

test('signs in with an e-mail address', async ({ journey }) => {
  const person = await makePerson(journey.admin, journey.realm.name);
  const signIn = await SignInPage.open(journey);
  await signIn.signIn({ ...person, username: person.email });
  await expectSignedIn(journey.page);
});

test('signs in by keyboard alone', async ({ journey }) => {
  const person = await makePerson(journey.admin, journey.realm.name);
  const signIn = await SignInPage.open(journey);
  const { keyboard } = journey.page;
  await expectAllIslandsAlive(journey.page);
  await expect(signIn.username).toBeFocused();
  await keyboard.type(person.username);
  await tabTo(journey.page, signIn.password);
  await keyboard.type(person.password);
  await tabTo(journey.page, signIn.reveal);
  await keyboard.press('Space');
  await expect(signIn.password).toHaveAttribute('type', 'text');
  await tabTo(journey.page, signIn.rememberMe);
  await keyboard.press('Space');
  await expect(signIn.rememberMe).toBeChecked();
  await tabTo(journey.page, signIn.submit);
  await keyboard.press('Enter');
  await expectSignedIn(journey.page);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('signs in', async ({ journey }) => {
    const person = await makePerson(journey.admin, journey.realm.name);
    const signIn = await SignInPage.open(journey);
    await signIn.signIn(person);
    await expectSignedIn(journey.page);
  });

  test('says so after a wrong password, and signs in then', async ({ journey }) => {
    const person = await makePerson(journey.admin, journey.realm.name);
    const signIn = await SignInPage.open(journey);
    await signIn.signIn({ ...person, password: 'wrong' });
    await signIn.expectFieldError(signIn.username, journey.texts.wrongPassword);
    await expect(signIn.username).toHaveValue(person.username);
    await signIn.password.fill(person.password);
    await signIn.submit.click();
    await expectSignedIn(journey.page);
  });
});

test('a wrong password keeps the name, says so, and the next try signs in', async ({ journey }) => {
  const person = await makePerson(journey.admin, journey.realm.name);
  const signIn = await SignInPage.open(journey);
  await signIn.signIn({ ...person, password: 'wrong' });
  await signIn.expectFieldError(signIn.username, journey.texts.wrongPassword);
  await expect(signIn.username).toHaveValue(person.username);
  await expect(signIn.password).toHaveValue('');
  await expectAllIslandsAlive(journey.page);
  await signIn.password.fill(person.password);
  await signIn.submit.click();
  await expectSignedIn(journey.page);
});

test('a disabled user is told to ask an administrator', async ({ journey }) => {
  const person = await makePerson(journey.admin, journey.realm.name, { enabled: false });
  const signIn = await SignInPage.open(journey);
  await signIn.signIn(person);
  await expect(journey.page.getByText('Account is disabled, contact your administrator.')).toBeVisible();
  await expectAllIslandsAlive(journey.page);
});

test('a locked user is refused even with the right password', async ({ journey }) => {
  const person = await makePerson(journey.admin, journey.realm.name);
  const signIn = await SignInPage.open(journey);
  const locked = async (): Promise<boolean> => {
    const path = `realms/${journey.realm.name}/attack-detection/brute-force/users/${person.id}`;
    return ((await journey.admin.get(path)) as { disabled: boolean }).disabled;
  };
  for (let tries = 0; tries < 5 && !(await locked()); tries += 1) {
    await signIn.signIn({ ...person, password: `wrong ${tries}` });
    await expect(journey.page.getByText(journey.texts.wrongPassword)).toBeVisible();
  }
  await expect.poll(locked).toBe(true);
  await signIn.signIn(person);
  await expect(journey.page.getByText(journey.texts.wrongPassword)).toBeVisible();
  await expectAllIslandsAlive(journey.page);
});

test('remember me fills in the name next time', async ({ journey }) => {
  const person = await makePerson(journey.admin, journey.realm.name);
  const signIn = await SignInPage.open(journey);
  await signIn.rememberMe.check();
  await signIn.signIn(person);
  await expectSignedIn(journey.page);

  await journey.admin.post(`realms/${journey.realm.name}/users/${person.id}/logout`, {});
  await SignInPage.open(journey);
  await expect(signIn.username).toHaveValue(person.username);
  await expect(signIn.rememberMe).toBeChecked();
});

test('shows the password and keeps the caret', async ({ journey }) => {
  const signIn = await SignInPage.open(journey);
  await expectAllIslandsAlive(journey.page);
  await signIn.password.fill('Demo-Pass');
  await signIn.password.press('ArrowLeft');
  await signIn.password.press('ArrowLeft');
  await signIn.reveal.click();
  await expect(signIn.password).toHaveAttribute('type', 'text');
  await expect(signIn.password).toHaveValue('Demo-Pass');
  expect(await signIn.password.evaluate((field: HTMLInputElement) => field.selectionStart)).toBe(7);
  await journey.page.getByRole('button', { name: 'Hide password' }).click();
  await expect(signIn.password).toHaveAttribute('type', 'password');
});

test('says when Caps Lock is on', async ({ journey }) => {
  const signIn = await SignInPage.open(journey);
  await expectAllIslandsAlive(journey.page);
  const hint = journey.page.getByText('Caps Lock is on');
  await expect(hint).toBeHidden();
  await signIn.password.focus();
  // Chromium's driver cannot turn the real Caps Lock on: the key event says what it would say.
  const press = (on: boolean): Promise<void> =>
    signIn.password.evaluate((field, modifierCapsLock) => {
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'A', bubbles: true, modifierCapsLock }));
      field.dispatchEvent(new KeyboardEvent('keyup', { key: 'A', bubbles: true, modifierCapsLock }));
    }, on);
  await press(true);
  await expect(hint).toBeVisible();
  await press(false);
  await expect(hint).toBeHidden();
});

test('the language menu changes the language and keeps the journey', async ({ journey }) => {
  const person = await makePerson(journey.admin, journey.realm.name);
  const signIn = await SignInPage.open(journey);
  await signIn.languageMenu.click();
  await journey.page.getByRole('link', { name: 'Deutsch' }).click();
  await expect(journey.page.locator('html')).toHaveAttribute('lang', 'de');
  await journey.page.getByLabel('Benutzername oder E-Mail', { exact: true }).fill(person.username);
  await journey.page.getByLabel('Passwort', { exact: true }).fill(person.password);
  await journey.page.keyboard.press('Enter');
  await expectSignedIn(journey.page);
});
