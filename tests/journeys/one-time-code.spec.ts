import { OneTimeCodePage } from '../pages/one-time-code.ts';
import { SignInPage } from '../pages/sign-in.ts';
import { tabTo } from '../support/accessibility.ts';
import { expectSignedIn } from '../support/authorize.ts';
import { expectAllIslandsAlive } from '../support/islands.ts';
import { looks } from '../support/looks.ts';
import { makeEnrolledPerson, type EnrolledPerson } from '../support/people.mjs';
import { expect, test, type Journey } from '../support/test.ts';

async function askedForCode(journey: Journey, authenticators = 1): Promise<[OneTimeCodePage, EnrolledPerson]> {
  const person = await makeEnrolledPerson(journey.admin, journey.realm.name, { roles: ['agent'], authenticators });
  await (await SignInPage.open(journey)).signIn(person);
  const page = new OneTimeCodePage(journey);
  await expect(page.code).toBeVisible();
  return [page, person];
}

looks('login-otp', async (journey) => void (await askedForCode(journey)));

looks('login-otp, wrong code', async (journey) => {
  const [page, { authenticator }] = await askedForCode(journey);
  await page.enter(authenticator.wrongCode());
  await expect(journey.page.getByText(journey.texts.wrongCode)).toBeVisible();
});

looks('login-otp, two authenticators', async (journey) => void (await askedForCode(journey, 2)));

test('the code goes off by itself after the sixth digit, once', async ({ journey }) => {
  const [page, { authenticator }] = await askedForCode(journey);
  let posts = 0;
  journey.page.on('request', (request) => (posts += request.method() === 'POST' ? 1 : 0));
  await expectAllIslandsAlive(journey.page);
  await expect(page.code).toBeFocused();
  await page.code.pressSequentially(await authenticator.nextCode());
  await expectSignedIn(journey.page);
  expect(posts).toBe(1);
});

test('the field is what phones and password managers fill', async ({ journey }) => {
  const [page] = await askedForCode(journey);
  await expect(page.code).toHaveAttribute('autocomplete', 'one-time-code');
  await expect(page.code).toHaveAttribute('inputmode', 'numeric');
  await expect(page.code).not.toHaveAttribute('type', 'number');
  await expect(page.code, 'one real input under the boxes').toHaveCount(1);
});

test('letters and blanks of a pasted code are left out, leading zeros stay', async ({ journey }) => {
  const [page] = await askedForCode(journey);
  await expectAllIslandsAlive(journey.page);
  await journey.page.route('**/login-actions/**', (route) => route.fulfill({ status: 204 }));
  const sent = journey.page.waitForRequest((request) => request.method() === 'POST');
  await page.code.evaluate((field) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', ' 00 12-a3b4 ');
    const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    if (field.dispatchEvent(paste)) document.execCommand('insertText', false, ' 00 12-a3b4 ');
  });
  const fields = new URLSearchParams((await sent).postData() ?? '');
  expect(fields.get('otp')).toBe('001234');
});

test('a wrong code is cleared and said, and the next one signs in', async ({ journey }) => {
  const [page, { authenticator }] = await askedForCode(journey);
  await page.enter(authenticator.wrongCode());
  await page.expectFieldError(page.code, journey.texts.wrongCode);
  await expect(page.code).toHaveValue('');
  await expect(page.code).toBeFocused();
  await page.enter(await authenticator.nextCode());
  await expectSignedIn(journey.page);
});

test('signs in by keyboard alone, with the button', async ({ journey }) => {
  const [page, { authenticator }] = await askedForCode(journey);
  await expectAllIslandsAlive(journey.page);
  await tabTo(journey.page, page.submit);
  await tabTo(journey.page, page.notYou);
  await tabTo(journey.page, page.code);
  await journey.page.keyboard.type(await authenticator.nextCode());
  await expectSignedIn(journey.page);
});

test('the second authenticator is chosen by keyboard', async ({ journey }) => {
  const [page, person] = await askedForCode(journey, 2);
  await expectAllIslandsAlive(journey.page);
  const tablet = journey.page.getByRole('radio', { name: 'Tablet 1' });
  const phone = journey.page.getByRole('radio', { name: 'Phone' });
  await phone.or(tablet).and(journey.page.locator(':checked')).focus();
  while (!(await tablet.isChecked())) await journey.page.keyboard.press('ArrowDown');
  await page.enter((await person.authenticators[1]?.nextCode()) ?? '');
  await expectSignedIn(journey.page);
});

test('who is signing in is shown, and "Not you?" starts over', async ({ journey }) => {
  const [page, person] = await askedForCode(journey);
  await expect(journey.page.getByText(person.username)).toBeVisible();
  await page.notYou.click();
  await expect(new SignInPage(journey).username).toBeVisible();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('signs in with the button, after a wrong code', async ({ journey }) => {
    const [page, { authenticator }] = await askedForCode(journey);
    await page.enter(authenticator.wrongCode());
    await page.expectFieldError(page.code, journey.texts.wrongCode);
    await page.enter(await authenticator.nextCode());
    await expectSignedIn(journey.page);
  });

  test('signs in with the second authenticator', async ({ journey }) => {
    const [page, person] = await askedForCode(journey, 2);
    await journey.page.getByText('Tablet 1').click();
    await page.enter((await person.authenticators[1]?.nextCode()) ?? '');
    await expectSignedIn(journey.page);
  });
});
