// "Bad input" of the sign-in from the application's side: whatever comes back, AgentDesk says what happened by a code for
// the support, and the person still gets in.
import type { Route } from '@playwright/test';
import { AgentDesk } from '../pages/agentdesk.ts';
import { discoveryFaults, forgedCallbacks, refusals, tokenEndpointFaults, watchCallback, type Fault } from '../support/faults.ts';
import { makePerson, type Person } from '../support/people.mjs';
import { expect, test, type Journey } from '../support/test.ts';

const tokenEndpoint = '**/protocol/openid-connect/token';
const discovery = '**/.well-known/openid-configuration';

test.beforeEach(({ consoleWatch }) => {
  consoleWatch.allow(/net::ERR_|Failed to load resource/);
  consoleWatch.allow(/^warning: cx-auth: .* \([a-z-]+\)/); // what was overcome by itself, for developers
});

async function newcomer(journey: Journey): Promise<[AgentDesk, Person]> {
  return [await AgentDesk.setUp(journey.page, journey.realm), await makePerson(journey.admin, journey.realm.name)];
}

/** Begins a sign-in and answers its `state`. */
async function begin(desk: AgentDesk): Promise<string> {
  await desk.open();
  const asked = desk.page.waitForRequest(
    (request) => request.frame() === desk.page.mainFrame() && request.url().includes('/protocol/openid-connect/auth?'),
  );
  await desk.signInButton.click();
  const state = new URL((await asked).url()).searchParams.get('state');
  await expect(desk.signInPage.username).toBeVisible();
  return state ?? '';
}

for (const [what, [query, code]] of Object.entries(forgedCallbacks)) {
  test(`a callback with ${what}`, async ({ journey }) => {
    const [desk, person] = await newcomer(journey);
    await desk.open(`${query}&iss=${encodeURIComponent(journey.realm.issuer)}`);
    await desk.expectTrouble(code);
    await desk.expectNothingLost(person);
  });
}

test('an answer that may be for another library is told, and its address left alone', async ({ journey }) => {
  const [desk, person] = await newcomer(journey);
  await desk.open('?code=1234&state=of-somebody-else');
  await expect(desk.alert.getByText('callback-state-unknown', { exact: true })).toBeVisible();
  await expect(journey.page).toHaveURL(/\?code=1234&state=of-somebody-else$/);
  await desk.expectNothingLost(person);
});

test('a callback with the state twice, of which one is real', async ({ journey }) => {
  const [desk, person] = await newcomer(journey);
  const state = await begin(desk);
  await desk.open(`?code=1234&state=${state}&state=${state}`);
  await desk.expectTrouble('callback-malformed');
  await desk.expectNothingLost(person);
});

for (const [error, code] of Object.entries(refusals)) {
  test(`a callback with error=${error}`, async ({ journey }) => {
    const [desk, person] = await newcomer(journey);
    const state = await begin(desk);
    await desk.open(`?error=${error}&error_description=so&state=${state}&iss=${encodeURIComponent(journey.realm.issuer)}`);
    // That nobody is signed in is no trouble.
    if (code === 'login-required') await expect(desk.signInButton).toBeVisible();
    else await desk.expectTrouble(code);
    await desk.expectNothingLost(person);
  });
}

test('a callback from another issuer', async ({ journey }) => {
  const [desk, person] = await newcomer(journey);
  const state = await begin(desk);
  await desk.open(`?code=1234&state=${state}&iss=${encodeURIComponent('https://elsewhere.example/realms/x')}`);
  await desk.expectTrouble('issuer-mismatch');
  await desk.expectNothingLost(person);
});

test('a callback opened a second time', async ({ journey }) => {
  const [desk, person] = await newcomer(journey);
  const callback = watchCallback(journey.page);
  await desk.signIn(person);
  expect(callback()).toContain('code=');
  await journey.page.goto(callback());
  // The session at Keycloak lives: the person stays signed in, without being asked.
  await expect(desk.session).toBeVisible();
  await expect(journey.page).not.toHaveURL(/[?&#](code|state)=/);
});

test('a callback opened in another browser', async ({ journey, anotherBrowser }) => {
  const [desk, person] = await newcomer(journey);
  const callback = watchCallback(journey.page);
  await desk.signIn(person);
  const elsewhere = await AgentDesk.setUp(await (await anotherBrowser()).newPage(), journey.realm);
  await elsewhere.page.goto(callback());
  await elsewhere.expectTrouble('callback-state-unknown');
  await elsewhere.expectNothingLost(person);
});

test('back and forward through the history of a sign-in', async ({ journey }) => {
  const [desk, person] = await newcomer(journey);
  await desk.signIn(person);
  await expect(journey.page).not.toHaveURL(/code=/);
  await journey.page.goBack();
  await journey.page.goForward();
  await expect(desk.session.or(desk.signInButton)).toBeVisible();
  if (await desk.signInButton.isVisible()) await desk.expectNothingLost(person);
});

test('a code that was used already', async ({ journey, consoleWatch }) => {
  const [desk, person] = await newcomer(journey);
  await begin(desk);
  await journey.page.route(
    tokenEndpoint,
    async (route) => {
      await route.fetch();
      await route.fulfill({ response: await route.fetch() });
    },
    { times: 1 },
  );
  await desk.signInPage.signIn(person);
  // Refused, and overcome: the session at Keycloak gives another code without asking the person.
  await expect(desk.session).toBeVisible();
  expect(consoleWatch.linesLike(/\(code-refused\)/)).toHaveLength(1);
  await expect(journey.page).not.toHaveURL(/[?&#](code|state)=/);
});

for (const [what, [code, fault]] of Object.entries(tokenEndpointFaults)) {
  test(`a token endpoint ${what}`, async ({ journey }) => {
    const [desk, person] = await newcomer(journey);
    await begin(desk);
    await journey.page.route(tokenEndpoint, (route) => suffer(route, fault));
    await desk.signInPage.signIn(person);
    await expect(desk.alert).toBeVisible({ timeout: 45_000 });
    await desk.expectTrouble(code);
    await journey.page.unroute(tokenEndpoint);
    await desk.expectNothingLost(person);
  });
}

const brokenStarts: Record<string, readonly [string, (route: Route) => Promise<void>]> = {
  ...Object.fromEntries(
    Object.entries(discoveryFaults).map(([what, [code, fault]]) => [what, [code, (route: Route) => suffer(route, fault)] as const]),
  ),
  'the metadata are of another issuer': [
    'issuer-mismatch',
    async (route) => {
      const response = await route.fetch();
      const json = (await response.json()) as Record<string, unknown>;
      await route.fulfill({ response, json: { ...json, issuer: 'https://elsewhere.example/realms/x' } });
    },
  ],
};

for (const [what, [code, breakIt]] of Object.entries(brokenStarts)) {
  test(`at the start ${what}: said within the timeout, and trying again works`, async ({ journey }) => {
    const [desk, person] = await newcomer(journey);
    await journey.page.route(discovery, breakIt);
    await desk.open();
    await expect(desk.alert).toBeVisible({ timeout: 20_000 });
    await desk.expectTrouble(code);
    await journey.page.unroute(discovery);
    await desk.expectNothingLost(person);
  });
}

function suffer(route: Route, fault: Fault): Promise<void> {
  if (fault === 'gone') return route.abort('connectionrefused');
  if (fault === 'silent') return new Promise(() => undefined);
  return route.fulfill({ ...fault, headers: { 'access-control-allow-origin': '*' } });
}
