import { SignInPage } from '../pages/sign-in.ts';
import { tabTo } from '../support/accessibility.ts';
import { expectSignedIn } from '../support/authorize.ts';
import { expectAllIslandsAlive } from '../support/islands.ts';
import { looks } from '../support/looks.ts';
import { makePerson } from '../support/people.mjs';
import { expect, test, type Journey } from '../support/test.ts';

async function askedToAccept(journey: Journey): Promise<void> {
  const wishes = { requiredActions: ['TERMS_AND_CONDITIONS'] };
  const person = await makePerson(journey.admin, journey.realm.name, wishes);
  await (await SignInPage.open(journey)).signIn(person);
  await expect(accept(journey)).toBeVisible();
}

const accept = ({ page, texts }: Journey) => page.getByRole('button', { name: texts.accept, exact: true });
const decline = ({ page, texts }: Journey) => page.getByRole('button', { name: texts.decline, exact: true });

looks('terms', askedToAccept);

test('accepting signs in, by keyboard alone', async ({ journey }) => {
  await askedToAccept(journey);
  await expectAllIslandsAlive(journey.page);
  await expect(journey.page.getByText('Terms and conditions to be defined')).toBeVisible();
  await tabTo(journey.page, accept(journey));
  await journey.page.keyboard.press('Enter');
  await expectSignedIn(journey.page);
});

test('declining goes back to the application without a session', async ({ journey }) => {
  await askedToAccept(journey);
  await decline(journey).click();
  await journey.page.waitForURL(/error=/);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('accepting signs in', async ({ journey }) => {
    await askedToAccept(journey);
    await accept(journey).click();
    await expectSignedIn(journey.page);
  });
});
