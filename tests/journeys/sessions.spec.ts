// What goes wrong between clicks: impatience, the back button, a second tab, a page that is out of date.
import { OneTimeCodePage } from '../pages/one-time-code.ts';
import { PageExpired } from '../pages/page-expired.ts';
import { SignInPage } from '../pages/sign-in.ts';
import { authorizationUrl, expectSignedIn } from '../support/authorize.ts';
import { expectAllIslandsAlive } from '../support/islands.ts';
import { makeEnrolledPerson, makePerson } from '../support/people.mjs';
import { expect, test, type Journey } from '../support/test.ts';
import type { Page } from '@playwright/test';

function countPosts(page: Page): () => number {
  let posts = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().includes('/login-actions/')) posts += 1;
  });
  return () => posts;
}

test('an impatient person sends the form once', async ({ journey }) => {
  const person = await makePerson(journey.admin, journey.realm.name);
  const signIn = await SignInPage.open(journey);
  await expectAllIslandsAlive(journey.page);
  const posts = countPosts(journey.page);
  await signIn.username.fill(person.username);
  await signIn.password.fill(person.password);
  await signIn.submit.dblclick();
  await expectSignedIn(journey.page);
  expect(posts()).toBe(1);
});

test('a form on its way is not sent again, until the page comes back from the back-forward cache', async ({ journey }) => {
  const person = await makePerson(journey.admin, journey.realm.name);
  const signIn = await SignInPage.open(journey);
  await expectAllIslandsAlive(journey.page);
  await signIn.username.fill(person.username);
  await signIn.password.fill(person.password);
  // The journey never leaves (204): what Chromium tells a page that comes out of its cache, it is told here.
  await journey.page.route('**/login-actions/**', (route) => route.fulfill({ status: 204 }));
  const posts = countPosts(journey.page);
  await signIn.submit.click();
  await expect.poll(posts).toBe(1);
  await signIn.submit.click({ force: true });
  await signIn.password.press('Enter');
  await expect(signIn.submit).toBeEnabled();
  expect(posts()).toBe(1);
  await journey.page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  await journey.page.unrouteAll();
  await signIn.submit.click();
  await expectSignedIn(journey.page);
  expect(posts()).toBe(2);
});

test('back from the code to the password, and through again', async ({ journey }) => {
  const person = await makeEnrolledPerson(journey.admin, journey.realm.name, { roles: ['agent'] });
  const signIn = await SignInPage.open(journey);
  await signIn.signIn(person);
  const code = new OneTimeCodePage(journey);
  await expect(code.code).toBeVisible();
  await journey.page.goBack();
  await expectAllIslandsAlive(journey.page);
  const expired = new PageExpired(journey);
  if (await expired.goOn.isVisible()) await expired.goOn.click();
  else await signIn.signIn(person);
  await code.enter(await person.authenticator.nextCode());
  await expectSignedIn(journey.page);
});

test('two tabs: who signs in in one is signed in in the other', async ({ journey }) => {
  const person = await makePerson(journey.admin, journey.realm.name);
  const here = await SignInPage.open(journey);
  const otherTab = await journey.page.context().newPage();
  const there = await SignInPage.open({ ...journey, page: otherTab } satisfies Journey);
  await expectAllIslandsAlive(otherTab);
  await expect(there.submit).toBeVisible();
  await here.signIn(person);
  await expectSignedIn(journey.page);
  await expectSignedIn(otherTab);
});

test('two tabs: a journey that was started anew elsewhere goes on in both', async ({ journey }) => {
  const person = await makePerson(journey.admin, journey.realm.name);
  const here = await SignInPage.open(journey);
  const otherTab = await journey.page.context().newPage();
  await otherTab.goto(authorizationUrl(journey.realm, 'en', { prompt: 'login' }));
  await here.signIn(person);
  await expectSignedIn(journey.page);
});

test('the hint of the application fills in the name', async ({ journey }) => {
  const signIn = await SignInPage.open(journey, { loginHint: 'amira@expertflow.example' });
  await expect(signIn.username).toHaveValue('amira@expertflow.example');
  await expect(signIn.password).toBeFocused();
});
