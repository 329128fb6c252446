// login-username, login-password and select-authenticator: first who, then one of several proofs.
import { OneTimeCodePage } from '../pages/one-time-code.ts';
import { SignInPage } from '../pages/sign-in.ts';
import { tabTo } from '../support/accessibility.ts';
import { expectSignedIn } from '../support/authorize.ts';
import { expectAllIslandsAlive } from '../support/islands.ts';
import { looks } from '../support/looks.ts';
import { makeEnrolledPerson, type EnrolledPerson } from '../support/people.mjs';
import { identifierFirst } from '../support/realm-variants.ts';
import { expect, test, type Journey } from '../support/test.ts';

async function askedForName(journey: Journey): Promise<[SignInPage, EnrolledPerson]> {
  const realm = await journey.realmLike(identifierFirst);
  const person = await makeEnrolledPerson(journey.admin, realm.name);
  const page = await SignInPage.open(journey, { realm });
  await expect(page.username).toBeVisible();
  return [page, person];
}

async function askedForPassword(journey: Journey): Promise<[SignInPage, EnrolledPerson]> {
  const [page, person] = await askedForName(journey);
  await page.username.fill(person.username);
  await page.submit.click();
  await expect(page.password).toBeVisible();
  return [page, person];
}

async function askedForMethod(journey: Journey): Promise<EnrolledPerson> {
  const [page, person] = await askedForPassword(journey);
  await page.tryAnotherWay.click();
  await expect(method(journey, journey.texts.authenticatorMethod)).toBeVisible();
  return person;
}

function method(journey: Journey, name: string) {
  return journey.page.getByRole('button', { name });
}

looks('login-username', async (journey) => void (await askedForName(journey)));
looks('login-password', async (journey) => void (await askedForPassword(journey)));
looks('login-password, wrong password', async (journey) => {
  const [page] = await askedForPassword(journey);
  await page.password.fill('wrong');
  await page.submit.click();
  await expect(page.password).toHaveAttribute('aria-invalid', 'true');
});
looks('select-authenticator', async (journey) => void (await askedForMethod(journey)));

test('signs in by name, then password', async ({ journey }) => {
  const [page, person] = await askedForPassword(journey);
  await expect(journey.page.getByText(person.username)).toBeVisible();
  await expect(page.password).toBeFocused();
  await page.password.fill(person.password);
  await page.submit.click();
  await expectSignedIn(journey.page);
});

test('signs in by keyboard alone: name, another way, code', async ({ journey }) => {
  const [page, person] = await askedForName(journey);
  await expectAllIslandsAlive(journey.page);
  await tabTo(journey.page, page.username);
  await journey.page.keyboard.type(person.username);
  await tabTo(journey.page, page.submit);
  await journey.page.keyboard.press('Enter');
  await expect(page.password).toBeVisible();
  await tabTo(journey.page, page.tryAnotherWay);
  await journey.page.keyboard.press('Enter');
  await tabTo(journey.page, method(journey, journey.texts.authenticatorMethod));
  await journey.page.keyboard.press('Enter');
  const code = new OneTimeCodePage(journey);
  await tabTo(journey.page, code.code);
  await expectAllIslandsAlive(journey.page);
  await journey.page.keyboard.type(await person.authenticator.nextCode());
  await expectSignedIn(journey.page);
});

test('by keyboard alone, a wrong password first', async ({ journey }) => {
  const [page, person] = await askedForPassword(journey);
  await expectAllIslandsAlive(journey.page);
  await tabTo(journey.page, page.password);
  await journey.page.keyboard.type('wrong');
  await journey.page.keyboard.press('Enter');
  await page.expectFieldError(page.password, /.+/);
  await expect(page.password).toBeFocused();
  await journey.page.keyboard.type(person.password);
  await tabTo(journey.page, page.submit);
  await journey.page.keyboard.press('Space');
  await expectSignedIn(journey.page);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('signs in another way', async ({ journey }) => {
    const person = await askedForMethod(journey);
    await method(journey, journey.texts.authenticatorMethod).click();
    await new OneTimeCodePage(journey).enter(await person.authenticator.nextCode());
    await expectSignedIn(journey.page);
  });
});
