// login-verify-email, and the info page that its link may lead to.
import { SignInPage } from '../pages/sign-in.ts';
import { tabTo } from '../support/accessibility.ts';
import { expectSignedIn } from '../support/authorize.ts';
import { expectAllIslandsAlive } from '../support/islands.ts';
import { looks } from '../support/looks.ts';
import { makePerson, type Person } from '../support/people.mjs';
import { expect, test, type Journey } from '../support/test.ts';

async function askedToVerify(journey: Journey): Promise<Person> {
  const wishes = { requiredActions: ['VERIFY_EMAIL'], emailVerified: false };
  const person = await makePerson(journey.admin, journey.realm.name, wishes);
  await (await SignInPage.open(journey)).signIn(person);
  await expect(journey.page.getByText(person.email).first()).toBeVisible();
  return person;
}

async function openedElsewhere(journey: Journey): Promise<void> {
  const person = await askedToVerify(journey);
  const link = await journey.mail.linkIn(person.email);
  await journey.page.context().clearCookies();
  await journey.page.goto(link);
}

looks('login-verify-email', async (journey) => void (await askedToVerify(journey)));
looks('info, link opened in another browser', openedElsewhere);

test('the link of the mail verifies and signs in', async ({ journey }) => {
  const person = await askedToVerify(journey);
  await expectAllIslandsAlive(journey.page);
  await journey.page.goto(await journey.mail.linkIn(person.email));
  await expectSignedIn(journey.page);
});

test('the link opened in another browser verifies after one more click', async ({ journey }) => {
  await openedElsewhere(journey);
  await expect(journey.page.getByText(/Confirm validity of e-mail address/)).toBeVisible();
  const goOn = journey.page.getByRole('main').getByRole('link').first();
  await tabTo(journey.page, goOn);
  await journey.page.keyboard.press('Enter');
  await expect(journey.page.getByText('Your email address has been verified.').first()).toBeVisible();
  await expectAllIslandsAlive(journey.page);
});

test('by keyboard alone, the mail can be asked for again', async ({ journey }) => {
  await askedToVerify(journey);
  await expectAllIslandsAlive(journey.page);
  const again = journey.page
    .getByRole('link', { name: 'Re-send verification email' })
    .or(journey.page.getByRole('button', { name: 'Re-send verification email' }));
  await tabTo(journey.page, again);
  await journey.page.keyboard.press('Enter');
  await expect(journey.page.getByText(/You must wait \d+ seconds|An email with instructions/).first()).toBeVisible();
  await expectAllIslandsAlive(journey.page);
});
