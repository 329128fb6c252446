// A session that runs: silent sign-in, reload, refresh with rotation, answers that got lost, and how it ends.
import { endpoints } from '../support/provider/configuration.ts';
import { ProviderPage, type Desk } from '../support/provider/desk.ts';
import { suffering } from '../support/provider/front.ts';
import { amira } from '../support/provider/people.ts';
import type { SecondProvider } from '../support/provider/second-provider.ts';
import { stored } from '../support/provider/stored.ts';
import { expect, test } from '../support/provider/test.ts';

test.beforeEach(({ consoleWatch }) => {
  consoleWatch.allow(/net::ERR_|Failed to load resource/);
  consoleWatch.allow(/^warning: cx-auth: .* \([a-z-]+\)/);
});

const refreshes = (provider: SecondProvider) =>
  provider.front.to(endpoints.token).filter(({ form }) => form.get('grant_type') === 'refresh_token');

/** How often the page itself went somewhere. */
function navigations(desk: Desk): () => number {
  let count = 0;
  desk.page.on('framenavigated', (frame) => void (count += frame === desk.page.mainFrame() ? 1 : 0));
  return () => count;
}

test('a reload and a second tab come back without a sign-in page', async ({ openDesk, page }) => {
  const { desk, provider } = await openDesk();
  await desk.signIn(amira);
  const left = navigations(desk);
  await page.reload();
  await desk.expectStatus('signed-in amira');
  expect(left(), 'the reload itself').toBe(1);
  const second = await openDesk({ provider, page: await page.context().newPage() });
  await second.desk.expectStatus('signed-in amira');
});

test('without a session the hidden frame says so, and the page stays where it is', async ({ openDesk, page }) => {
  const { desk } = await openDesk({ path: '/calls/7?x=1#y' });
  await desk.expectStatus('signed-out no-session');
  await expect(page).toHaveURL(/\/calls\/7\?x=1#y$/);
  await expect(page.locator('iframe')).toHaveCount(0);
});

test('where the provider’s cookies do not reach a frame, the start still settles and signing in works', async ({ openDesk, page }) => {
  const { desk } = await openDesk({ site: 'far' });
  await desk.expectStatus('signed-out no-session');
  await desk.signIn(amira);
  await page.reload();
  await desk.expectStatus('signed-out no-session');
  await desk.pressSignIn();
  await desk.expectStatus('signed-in amira');
});

test('each refresh brings another refresh token, and the page is not left', async ({ openDesk }) => {
  const { desk, provider } = await openDesk();
  await desk.signIn(amira);
  const left = navigations(desk);
  const tokens = new Set([await desk.accessToken()]);
  for (let time = 0; time < 5; time += 1) tokens.add((await desk.refresh()).value ?? '');
  expect(tokens.size).toBe(6);
  const used = refreshes(provider).map(({ form }) => form.get('refresh_token'));
  expect(new Set(used).size).toBe(5);
  expect(refreshes(provider).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(left()).toBe(0);
  await desk.expectStatus('signed-in amira');
});

test('many callers at once make one refresh', async ({ openDesk }) => {
  const { desk, provider } = await openDesk();
  await desk.signIn(amira);
  const tokens = await desk.told(async (auth) => {
    const insteadOf = await auth.accessToken();
    return Promise.all(Array.from({ length: 20 }, () => auth.accessToken({ insteadOf })));
  });
  expect(new Set(tokens).size).toBe(1);
  expect(refreshes(provider)).toHaveLength(1);
});

test('the token is renewed by itself before it ends', async ({ openDesk }) => {
  const { desk, provider } = await openDesk({ provider: { accessTokenLife: 5 } });
  await desk.signIn(amira);
  const first = await desk.accessToken();
  await expect.poll(() => refreshes(provider).length, { timeout: 8000 }).toBeGreaterThan(0);
  await expect.poll(() => desk.accessToken()).not.toBe(first);
  await desk.expectStatus('signed-in amira');
});

test('a provider that is away for a while costs nobody the session', async ({ openDesk }) => {
  const { desk, provider } = await openDesk({ provider: { accessTokenLife: 5 } });
  await desk.signIn(amira);
  const left = navigations(desk);
  provider.front.intercept(endpoints.token, suffering({ status: 503, contentType: 'text/plain', body: 'busy' }));
  await desk.expectStatus('retrying server-failed amira');
  provider.front.letPass(endpoints.token);
  await desk.expectStatus('signed-in amira');
  expect(left()).toBe(0);
});

test('a session that an administrator ended is told as such, and signing in again goes on', async ({ openDesk, page }) => {
  const { desk, provider } = await openDesk();
  await desk.signIn(amira);
  provider.store.endSessionsOf(amira.sub);
  const left = navigations(desk);
  await desk.refresh();
  await desk.expectStatus('needs-sign-in session-ended amira');
  expect(left()).toBe(0);
  await desk.pressSignIn();
  await new ProviderPage(page).signIn(amira);
  await desk.expectStatus('signed-in amira');
});

test('signing out ends the session here and at the provider', async ({ openDesk, page }) => {
  const { desk, provider } = await openDesk();
  await desk.signIn(amira);
  await desk.pressSignOut();
  await desk.expectStatus('signed-out no-session');
  const [asked] = provider.front.to(endpoints.endSession);
  expect(asked?.query.get('id_token_hint')?.split('.')).toHaveLength(3);
  expect(asked?.query.get('post_logout_redirect_uri')).toBe(`${new URL(page.url()).origin}/`);
  expect(provider.store.count('RefreshToken')).toBe(0);
  await desk.pressSignIn();
  await expect(new ProviderPage(page).name).toBeVisible();
});

test('no code, verifier or token is ever in the console, the address, storage or the history', async ({ openDesk, page }) => {
  const said: string[] = [];
  page.context().on('console', (message) => said.push(message.text()));
  const { desk, provider } = await openDesk();
  const secrets: string[] = [];
  provider.front.intercept(endpoints.token, async (request, pass) => {
    const answer = await pass();
    const told = JSON.parse(answer.body) as Record<string, string>;
    for (const name of ['access_token', 'refresh_token', 'id_token']) secrets.push(told[name] ?? '');
    for (const name of ['code', 'code_verifier', 'refresh_token']) secrets.push(request.form.get(name) ?? '');
    return answer;
  });
  await desk.signIn(amira);
  expect((await desk.refresh()).error).toBeUndefined();
  const kept = (await stored(page)).text + (await page.evaluate(() => JSON.stringify([location.href, history.state])));
  const known = secrets.filter((secret) => secret !== '');
  expect(known.length).toBeGreaterThan(6);
  for (const secret of known) {
    expect(kept).not.toContain(secret);
    expect(said.join('\n')).not.toContain(secret);
  }
});
