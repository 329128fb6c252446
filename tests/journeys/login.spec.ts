import { SignInPage } from '../pages/sign-in.ts';
import { expectSignedIn } from '../support/authorize.ts';
import { looks } from '../support/looks.ts';
import { makePerson } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

looks('login', async (journey) => {
  const signIn = await SignInPage.open(journey);
  await expect(signIn.submit).toBeVisible();
});

test('signs in with a password', async ({ journey }) => {
  const person = await makePerson(journey.admin, journey.realm.name);
  const signIn = await SignInPage.open(journey);
  await signIn.signIn(person);
  await expectSignedIn(journey.page);
});
