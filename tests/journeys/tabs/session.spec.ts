// What happens to the session in one tab happens in all: sign-in, sign-out, another user, an administrator who ends it.
// None of them is sent anywhere.
import { makePerson } from '../../support/people.mjs';
import { history, leave, settled, type Crowd } from '../../support/tabs/crowd.ts';
import { expectAll, expectOneToken, expectServedByOne } from '../../support/tabs/expectations.ts';
import { expect, test } from '../../support/tabs/test.ts';
import { reload } from '../../support/tabs/trouble.ts';

// Eight tabs take a while to open on a busy machine.
test.describe.configure({ timeout: 120_000 });

test.beforeEach(({ consoleWatch }) => {
  consoleWatch.allow(/Failed to load resource: the server responded with a status of 400|^warning: cx-auth: /);
});

test('who signs in in one tab is signed in in all', async ({ crowdOf, admin, tabsRealm, gateway }) => {
  const person = await makePerson(admin, tabsRealm.name);
  const crowd = await crowdOf('cx-auth', { person: null });
  expect(await crowd.standings()).toEqual(Array(8).fill('signed-out'));
  const watched = watch(crowd);
  const requests = gateway.tokenRequests.length;
  await crowd.signIn(crowd.first, person);
  await expectAll(crowd, 'signed-in', person);
  expect(gateway.tokenRequests.length - requests, 'one code was exchanged').toBe(1);
  expect(watched(), 'navigations of the other tabs').toBe(0);
});

test('who signs out in one tab is signed out in all', async ({ crowdOf }) => {
  const crowd = await crowdOf('cx-auth');
  const watched = watch(crowd);
  await leave(crowd.first, 'signOut');
  await settled(crowd.first);
  await expectAll(crowd, 'signed-out');
  expect(watched(), 'navigations of the other tabs').toBe(0);
  for (const page of crowd.others) {
    const { error } = await page.evaluate(() => window.tab.driver.token().then(() => ({ error: undefined }), ({ code }) => ({ error: code })));
    expect(error).toBe('not-signed-in');
  }
});

test('another user in one tab is the user of all', async ({ crowdOf, admin, tabsRealm }) => {
  const successor = await makePerson(admin, tabsRealm.name);
  const crowd = await crowdOf('cx-auth');
  const watched = watch(crowd);
  await leave(crowd.first, 'signOut');
  await settled(crowd.first);
  await crowd.signIn(crowd.first, successor);
  await expectAll(crowd, 'signed-in', successor);
  expectOneToken(await crowd.round('token'), 8);
  expectServedByOne(await crowd.round(), 8);
  expect(watched(), 'navigations of the other tabs').toBe(0);
});

test('an administrator ends the session: all tabs know with one refresh, and one sign-in brings all back', async ({
  crowdOf,
  admin,
  tabsRealm,
  gateway,
}) => {
  const person = await makePerson(admin, tabsRealm.name);
  const crowd = await crowdOf('cx-auth', { person });
  await admin.post(`realms/${tabsRealm.name}/users/${person.id}/logout`, {});
  const requests = gateway.tokenRequests.length;
  const told = await crowd.first.evaluate(() =>
    window.tab.driver.renew().then(() => 'a token', (error: { code?: string }) => error.code),
  );
  expect(told).toBe('session-ended');
  await expectAll(crowd, 'needs-sign-in');
  expect(gateway.tokenRequests.length - requests, 'one refresh that is refused').toBe(1);
  expect(crowd.navigations, 'nobody is sent away').toBe(0);

  const watched = watch(crowd);
  await crowd.signIn(crowd.first, person);
  await expectAll(crowd, 'signed-in', person);
  expect(watched(), 'navigations of the other tabs').toBe(0);
  for (const page of crowd.others) {
    expect((await history(page)).filter((said) => said !== 'signed-in')).toEqual(['needs-sign-in']);
  }
});

test('after the end of the session a popup brings all tabs back, and no page is left', async ({ crowdOf, admin, tabsRealm }) => {
  const person = await makePerson(admin, tabsRealm.name);
  const crowd = await crowdOf('cx-auth', { person });
  await admin.post(`realms/${tabsRealm.name}/users/${person.id}/logout`, {});
  await crowd.round();
  await expectAll(crowd, 'needs-sign-in');
  await crowd.signInWithPopup(crowd.first, person);
  await expectAll(crowd, 'signed-in', person);
  expect(crowd.navigations, 'navigations of all tabs').toBe(0);
});

for (const storage of ['memory', 'session', 'local'] as const) {
  test(`a new tab and a reload have the session of a living tab, storage: ${storage}`, async ({ crowdOf, gateway }) => {
    const crowd = await crowdOf('cx-auth', { storage, tabs: 3 });
    const { authorizations, tokenRequests } = gateway;
    const requests = tokenRequests.length;
    await crowd.open();
    await crowd.openFrom(crowd.first);
    await reload(crowd.first);
    await expectAll(crowd, 'signed-in');
    expect(gateway.authorizations, 'requests for a sign-in, shown or not').toBe(authorizations);
    expect(tokenRequests.length, 'requests for tokens').toBe(requests);
    expectServedByOne(await crowd.round(), 5);
  });

  test(`tabs that were opened by a tab, storage: ${storage}`, async ({ crowdOf, gateway }) => {
    const crowd = await crowdOf('cx-auth', { storage, tabs: 1 });
    const { authorizations } = gateway;
    for (let tabs = 1; tabs < 8; tabs += 1) await crowd.openFrom(crowd.first);
    expect(gateway.authorizations, 'requests for a sign-in, shown or not').toBe(authorizations);
    for (let round = 0; round < 20; round += 1) expectServedByOne(await crowd.round(), 8);
    // The opener is closed; what it opened lives on.
    const opener = crowd.first;
    crowd.lose(opener);
    await opener.close();
    expectServedByOne(await crowd.round(), 7);
  });
}

/** Counts from now on how often tabs, but for the first, are sent to another page. */
function watch(crowd: Crowd): () => number {
  let count = 0;
  for (const page of crowd.others) page.on('framenavigated', (frame) => (count += frame === page.mainFrame() ? 1 : 0));
  return () => count;
}
