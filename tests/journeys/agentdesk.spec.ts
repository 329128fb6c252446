// AgentDesk with the packed npm package: who am I, what may I see, and how long does it last.
import { AgentDesk } from '../pages/agentdesk.ts';
import { OneTimeCodePage } from '../pages/one-time-code.ts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/accessibility.ts';
import { makeEnrolledPerson, makePerson, type EnrolledPerson } from '../support/people.mjs';
import { shortTokens } from '../support/realm-variants.ts';
import { expect, photograph, test, type Journey } from '../support/test.ts';

async function signedInAs(journey: Journey, roles: string[], groups: string[]): Promise<[AgentDesk, EnrolledPerson]> {
  const desk = await AgentDesk.setUp(journey.page, journey.realm);
  const person = await makeEnrolledPerson(journey.admin, journey.realm.name, { roles, groups });
  await desk.open();
  await desk.signInButton.click();
  await desk.signInPage.signIn(person);
  await new OneTimeCodePage(journey).enter(await person.authenticator.nextCode());
  await expect(desk.session).toBeVisible();
  return [desk, person];
}

test('an agent sees name, role and groups, works, and gets no supervisor view', async ({ journey }) => {
  const [desk, person] = await signedInAs(journey, ['agent'], ['agents_permission', 'team-support']);
  for (const text of ['Amira Haddad', person.username, 'agent', 'agents_permission', 'team-support']) {
    await expect(desk.session.getByText(text, { exact: true }).first()).toBeVisible();
  }
  await expect(journey.page.getByRole('heading', { name: 'My conversations' })).toBeVisible();
  await expect(journey.page.getByText('Personal data is masked.').filter({ visible: true })).toBeVisible();
  await journey.page.getByRole('link', { name: /^Supervisor ?, no access$/ }).click();
  await expect(journey.page.getByRole('heading', { name: 'You don’t have access' })).toBeVisible();
  await expect(journey.page.getByRole('region', { name: 'Agents' })).toHaveCount(0);
});

test('a supervisor sees the team and unmasked customers', async ({ journey }) => {
  await signedInAs(journey, ['supervisor'], ['senior_agents_permission', 'agents_permission', 'team-support']);
  await expect(journey.page.getByRole('heading', { name: 'Supervisor', level: 1 })).toBeVisible();
  await expect(journey.page.getByRole('region', { name: 'Agents' })).toBeVisible();
  await journey.page.getByRole('link', { name: 'Conversations' }).click();
  await expect(journey.page.getByText('Personal data is masked.').filter({ visible: true })).toHaveCount(0);
});

test('a person with nothing is told so, without a second factor', async ({ journey }) => {
  const desk = await AgentDesk.setUp(journey.page, journey.realm);
  await desk.signIn(await makePerson(journey.admin, journey.realm.name));
  await expect(journey.page.getByRole('heading', { name: 'Your desk is empty' })).toBeVisible();
});

test('the token is refreshed again and again without navigation, and what was typed stays', async ({ journey }) => {
  test.setTimeout(90_000);
  const realm = await journey.realmLike(shortTokens);
  const desk = await AgentDesk.setUp(journey.page, realm);
  await desk.signIn(await makePerson(journey.admin, realm.name));
  let navigations = 0;
  journey.page.on('framenavigated', (frame) => (navigations += frame === journey.page.mainFrame() ? 1 : 0));
  const refreshes = desk.log.getByText(/^refreshed at .*, no navigation$/);
  await expect(refreshes.nth(1)).toBeVisible({ timeout: 45_000 });
  await desk.session.getByRole('button', { name: 'Use the token' }).click();
  await expect(desk.session.getByText(/The server accepted it/)).toBeVisible();
  expect(navigations).toBe(0);
});

test('a refresh that finds no server goes on trying, and the desk stays', async ({ journey, consoleWatch }) => {
  test.setTimeout(90_000);
  consoleWatch.allow(/net::ERR_|Failed to load resource/);
  const realm = await journey.realmLike(shortTokens);
  const desk = await AgentDesk.setUp(journey.page, realm);
  await desk.signIn(await makePerson(journey.admin, realm.name));
  await journey.page.route('**/protocol/openid-connect/**', (route) => route.abort('connectionrefused'));
  await expect(journey.page.getByText('Connection to sign-in lost')).toBeVisible({ timeout: 30_000 });
  await expect(desk.session).toBeVisible();
  await journey.page.unroute('**/protocol/openid-connect/**');
  await expect(journey.page.getByText('Connection to sign-in lost')).toBeHidden({ timeout: 45_000 });
  await expect(desk.log.getByText(/^refreshed at/).first()).toBeVisible();
});

test('a session that an administrator ends is noticed, and signing in again goes on', async ({ journey, consoleWatch }) => {
  test.setTimeout(90_000);
  consoleWatch.allowStatus(400);
  const realm = await journey.realmLike(shortTokens);
  const desk = await AgentDesk.setUp(journey.page, realm);
  const person = await makePerson(journey.admin, realm.name);
  await desk.signIn(person);
  await journey.admin.post(`realms/${realm.name}/users/${person.id}/logout`, {});
  await expect(journey.page.getByText('Your sign-in has ended')).toBeVisible({ timeout: 30_000 });
  await journey.page.getByRole('button', { name: 'Sign in again' }).click();
  await desk.signInPage.signIn(person);
  await expect(desk.session).toBeVisible();
});

test('signing out ends the session at Keycloak too', async ({ journey }) => {
  const desk = await AgentDesk.setUp(journey.page, journey.realm);
  await desk.signIn(await makePerson(journey.admin, journey.realm.name));
  await desk.signOut();
  await expect(desk.alert).toHaveCount(0);
  await desk.signInButton.click();
  await expect(desk.signInPage.username).toBeVisible();
});

test('a reload and a second tab come back without a sign-in page', async ({ journey }) => {
  const desk = await AgentDesk.setUp(journey.page, journey.realm);
  await desk.signIn(await makePerson(journey.admin, journey.realm.name));
  await journey.page.reload();
  await expect(desk.session).toBeVisible();
  const second = await AgentDesk.setUp(await journey.page.context().newPage(), journey.realm);
  await second.open();
  await expect(second.session).toBeVisible();
});

test('two tabs refresh side by side, and signing out in one ends the other', async ({ journey, consoleWatch }) => {
  test.setTimeout(120_000);
  consoleWatch.allowStatus(400);
  const realm = await journey.realmLike(shortTokens);
  const desk = await AgentDesk.setUp(journey.page, realm);
  await desk.signIn(await makePerson(journey.admin, realm.name));
  const second = await AgentDesk.setUp(await journey.page.context().newPage(), realm);
  await second.open();
  for (const { log } of [desk, second]) {
    await expect(log.getByText(/^refreshed at/).nth(1)).toBeVisible({ timeout: 45_000 });
  }
  await desk.signOut();
  await expect(second.page.getByText('Your sign-in has ended').or(second.signInButton)).toBeVisible({ timeout: 45_000 });
});

test('after sign-in the browser is where the person wanted to go', async ({ journey }) => {
  const desk = await AgentDesk.setUp(journey.page, journey.realm);
  const person = await makePerson(journey.admin, journey.realm.name);
  await desk.open('#/administration');
  await desk.signInButton.click();
  await desk.signInPage.signIn(person);
  await expect(desk.session).toBeVisible();
  await expect(journey.page).toHaveURL(/\/#\/administration$/);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('the desk is accessible, before and after sign-in, wide and on a phone', async ({ journey }) => {
      const desk = await AgentDesk.setUp(journey.page, journey.realm);
      await desk.open();
      await expect(desk.signInButton).toBeVisible();
      await expectAccessible(journey.page, `start, ${colorScheme}`);
      const [, person] = await signedInAs(journey, ['agent'], ['agents_permission']);
      expect(person.username).not.toBe('');
      for (const [device, viewport] of [['wide', { width: 1280, height: 800 }], ['phone', { width: 390, height: 844 }]] as const) {
        await journey.page.setViewportSize(viewport);
        await expectAccessible(journey.page, `desk, ${colorScheme}, ${device}`);
        await expectNoSidewaysScroll(journey.page, `desk, ${colorScheme}, ${device}`);
        await photograph(journey.page, `agentdesk ${colorScheme} ${device}`);
      }
    });
  });
}

test('names that try to leave their place are text in the desk', async ({ journey }) => {
  const desk = await AgentDesk.setUp(journey.page, journey.realm);
  const firstName = `O'Neil-Söhne ${'A'.repeat(200)}`;
  await desk.signIn(await makePerson(journey.admin, journey.realm.name, { firstName, lastName: 'x'.repeat(50) }));
  await expect(desk.session.getByText(firstName, { exact: false }).first()).toBeVisible();
  await expectNoSidewaysScroll(journey.page, 'desk of a person with a long name');
});
