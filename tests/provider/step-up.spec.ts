// How well, and how long ago, a person was authenticated: asked for, checked in the answer, and asked for again when an API
// says so (RFC 9470).
import { endpoints } from '../support/provider/configuration.ts';
import { departure, ProviderPage } from '../support/provider/desk.ts';
import { replacingIdToken, withClaims } from '../support/provider/forged-tokens.ts';
import type { Interception } from '../support/provider/front.ts';
import { contexts } from '../support/provider/interactions.ts';
import { amira } from '../support/provider/people.ts';
import { expect, test } from '../support/provider/test.ts';

test.beforeEach(({ consoleWatch }) => {
  consoleWatch.allow(/Failed to load resource: the server responded with a status of 401/);
  consoleWatch.allow(/^warning: cx-auth: .* \([a-z-]+\)/);
});

/** Somebody between page and provider wants the person to be asked for less. */
const without =
  (parameter: string): Interception =>
  (request, pass) => {
    const target = new URL(`http://provider${request.path}?${request.query.toString()}`);
    target.searchParams.delete(parameter);
    return pass(target);
  };

test('two factors are asked for, and shown, when the configuration says so', async ({ openDesk, page }) => {
  const { desk } = await openDesk({ desk: { acrValues: contexts.twoFactors } });
  const leaving = departure(page);
  await desk.pressSignIn();
  expect(new URL((await leaving).url()).searchParams.get('acr_values')).toBe(contexts.twoFactors);
  await expect(new ProviderPage(page).code).toBeVisible();
  await new ProviderPage(page).signIn(amira);
  await desk.expectStatus('signed-in amira');
  expect(await desk.told((auth) => auth.user?.claims['acr'])).toBe(contexts.twoFactors);
});

test('who is signed in by password is asked for the second factor later', async ({ openDesk, page }) => {
  const { desk } = await openDesk();
  await desk.signIn(amira);
  await desk.ask((auth, acrValues) => void auth.signIn({ acrValues }), contexts.twoFactors);
  await new ProviderPage(page).signIn(amira);
  await desk.expectStatus('signed-in amira');
  expect(await desk.told((auth) => auth.user?.claims['acr'])).toBe(contexts.twoFactors);
});

test('an answer that is worth less than was asked for is refused', async ({ openDesk, page }) => {
  const { desk, provider } = await openDesk({ desk: { acrValues: contexts.twoFactors } });
  provider.front.intercept(endpoints.authorization, without('acr_values'));
  await desk.pressSignIn();
  await new ProviderPage(page).signIn(amira);
  await desk.expectStatus('signed-out insufficient-authentication');
  expect(await desk.told((auth) => auth.user)).toBeUndefined();
});

test('with max_age the person is asked again, and auth_time shows it', async ({ openDesk, page }) => {
  const { desk } = await openDesk();
  await desk.signIn(amira);
  const before = Math.floor(Date.now() / 1000);
  await desk.ask((auth) => void auth.signIn({ maxAge: 0 }));
  await new ProviderPage(page).signIn(amira);
  await desk.expectStatus('signed-in amira');
  expect(await desk.told((auth) => auth.user?.claims['auth_time'])).toBeGreaterThanOrEqual(before);
});

test('an answer that does not say when the person was authenticated is refused', async ({ openDesk, page }) => {
  const { desk, provider } = await openDesk();
  provider.front.intercept(endpoints.authorization, without('max_age'));
  await desk.ask((auth) => void auth.signIn({ maxAge: 60 }));
  await new ProviderPage(page).signIn(amira);
  await desk.expectStatus('signed-out insufficient-authentication');
});

test('an answer that is older than was asked for is refused', async ({ openDesk, page }) => {
  const { desk, provider } = await openDesk();
  await desk.signIn(amira);
  provider.front.intercept(endpoints.token, replacingIdToken(withClaims(provider, { auth_time: Math.floor(Date.now() / 1000) - 600 })));
  await desk.ask((auth) => void auth.signIn({ maxAge: 300 }));
  await page.waitForURL((url) => url.pathname === '/');
  await desk.expectStatus('signed-out insufficient-authentication');
});

test('claims are asked for as they are given', async ({ openDesk, page }) => {
  const { desk } = await openDesk();
  const claims = { id_token: { acr: { essential: true, values: [contexts.twoFactors] } } };
  const leaving = departure(page);
  await desk.ask((auth, wished) => void auth.signIn({ claims: wished }), claims);
  expect(JSON.parse(new URL((await leaving).url()).searchParams.get('claims') ?? '')).toEqual(claims);
  await expect(new ProviderPage(page).code).toBeVisible();
  await new ProviderPage(page).signIn(amira);
  await desk.expectStatus('signed-in amira');
});

test('an API that wants two factors gets them: in a window beside the page, and the call goes through', async ({ openProvider, openApi, openDesk, page }) => {
  const provider = await openProvider({ accessTokens: 'jwt' });
  const api = await openApi(provider);
  const { desk } = await openDesk({ provider, desk: { apiOrigins: [api.origin] } });
  await desk.signIn(amira);
  expect(await desk.call(`${api.origin}/calls`)).toBe(200);
  api.demands = { acr: contexts.twoFactors };
  const beside = page.waitForEvent('popup');
  const called = desk.call(`${api.origin}/calls`);
  await new ProviderPage(await beside).signIn(amira);
  expect(await called).toBe(200);
  expect(api.answers).toEqual(['200', 'insufficient_user_authentication', '200']);
  await desk.expectStatus('signed-in amira');
});
