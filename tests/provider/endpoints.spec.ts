// The provider's other endpoints: pushed authorization requests, user info, revocation; and other ways for an answer to come.
import { clientId, endpoints } from '../support/provider/configuration.ts';
import { departure, ProviderPage } from '../support/provider/desk.ts';
import { rewriting, suffering } from '../support/provider/front.ts';
import { amira, bruno } from '../support/provider/people.ts';
import { expect, test } from '../support/provider/test.ts';

test.beforeEach(({ consoleWatch }) => {
  consoleWatch.allow(/net::ERR_|Failed to load resource/);
  consoleWatch.allow(/^warning: cx-auth: .* \([a-z-]+\)/);
});

test.describe('pushed authorization requests', () => {
  test('a provider that requires it gets the request pushed, also the silent one', async ({ openDesk, page }) => {
    const { desk, provider } = await openDesk({ provider: { pushedRequests: 'required' }, path: '/calls/7?x=1#y' });
    await desk.expectStatus('signed-out no-session');
    const leaving = departure(page);
    await desk.pressSignIn();
    const asked = Object.fromEntries(new URL((await leaving).url()).searchParams);
    expect(asked).toEqual({ client_id: clientId, request_uri: expect.stringMatching(/^urn:ietf:params:oauth:request_uri:/) });
    await new ProviderPage(page).signIn(amira);
    await desk.expectStatus('signed-in amira');
    await expect(page).toHaveURL(/\/calls\/7\?x=1#y$/);
    await page.reload();
    await desk.expectStatus('signed-in amira');
    const pushed = provider.front.to(endpoints.pushedRequest);
    expect(pushed.map(({ form }) => form.get('prompt'))).toEqual(['none', null, 'none']);
    expect(pushed.every(({ form }) => form.get('code_challenge_method') === 'S256')).toBe(true);
  });

  test('a provider that does not require it gets plain requests', async ({ openDesk }) => {
    const { desk, provider } = await openDesk();
    await desk.signIn(amira);
    expect(provider.front.to(endpoints.pushedRequest)).toHaveLength(0);
  });

  test('an app may ask for it where the provider does not', async ({ openDesk, page }) => {
    const { desk, provider } = await openDesk({ provider: { pushedRequests: 'allowed' }, desk: { par: true } });
    await desk.expectStatus('signed-out no-session');
    const leaving = departure(page);
    await desk.pressSignIn();
    expect([...new URL((await leaving).url()).searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
    await new ProviderPage(page).signIn(amira);
    await desk.expectStatus('signed-in amira');
    expect(provider.front.to(endpoints.pushedRequest).map(({ form }) => form.get('prompt'))).toEqual(['none', null]);
  });

  test('a request that cannot be pushed is told, and the page stays', async ({ openDesk, page }) => {
    const { desk, provider } = await openDesk({ provider: { pushedRequests: 'required' } });
    await desk.expectStatus('signed-out no-session');
    provider.front.intercept(endpoints.pushedRequest, suffering('gone'));
    const { error } = await desk.ask((auth) => auth.signIn());
    expect(error).toMatchObject({ code: 'unreachable', kind: 'unreachable' });
    provider.front.intercept(endpoints.pushedRequest, suffering({ status: 503, contentType: 'text/plain', body: 'busy' }));
    expect((await desk.ask((auth) => auth.signIn())).error?.code).toBe('server-failed');
    expect(new URL(page.url()).pathname).toBe('/');
  });
});

test.describe('user info', () => {
  test('tells what a sparse ID token does not', async ({ openDesk, page }) => {
    const { desk } = await openDesk({ provider: { idToken: 'sparse' } });
    await desk.pressSignIn();
    await new ProviderPage(page).signIn(amira);
    await desk.expectStatus('signed-in');
    expect(await desk.told((auth) => auth.user)).toMatchObject({ sub: amira.sub });
    expect(await desk.told((auth) => auth.user?.name)).toBeUndefined();
    expect(await desk.told((auth) => auth.userInfo())).toEqual({ sub: amira.sub, ...amira.claims });
  });

  test('about somebody else is not told', async ({ openDesk }) => {
    const { desk, provider } = await openDesk();
    await desk.signIn(amira);
    provider.front.intercept(endpoints.userInfo, rewriting((claims) => ({ ...claims, sub: bruno.sub })));
    expect((await desk.ask((auth) => auth.userInfo())).error?.kind).toBe('not-understood');
    provider.front.intercept(endpoints.userInfo, rewriting(({ sub: _, ...claims }) => claims));
    expect((await desk.ask((auth) => auth.userInfo())).error?.kind).toBe('not-understood');
    await desk.expectStatus('signed-in amira');
  });

  test('that cannot be had is a typed error, and the session goes on', async ({ openDesk }) => {
    const { desk, provider } = await openDesk();
    expect((await desk.ask((auth) => auth.userInfo())).error?.code).toBe('not-signed-in');
    await desk.signIn(amira);
    provider.front.intercept(endpoints.userInfo, suffering('gone'));
    expect((await desk.ask((auth) => auth.userInfo())).error?.code).toBe('unreachable');
    await desk.expectStatus('signed-in amira');
  });
});

test.describe('revocation', () => {
  test('makes the refresh token worthless at the provider, and the desk signed out', async ({ openDesk }) => {
    const { desk, provider } = await openDesk();
    await desk.signIn(amira);
    expect(provider.store.count('RefreshToken')).toBe(1);
    await desk.told((auth) => auth.revoke());
    await desk.expectStatus(/^signed-out/);
    expect(provider.store.count('RefreshToken')).toBe(0);
    const [request] = provider.front.to(endpoints.revocation);
    expect(Object.fromEntries(request?.form ?? [])).toMatchObject({ client_id: clientId, token_type_hint: 'refresh_token' });
    expect((await desk.ask((auth) => auth.accessToken())).error?.code).toBe('not-signed-in');
  });

  test('that does not reach the provider is told, and the desk is signed out all the same', async ({ openDesk }) => {
    const { desk, provider } = await openDesk();
    await desk.signIn(amira);
    provider.front.intercept(endpoints.revocation, suffering('gone'));
    expect((await desk.ask((auth) => auth.revoke())).error?.code).toBe('unreachable');
    await desk.expectStatus(/^signed-out/);
  });
});

test.describe('an answer in the fragment', () => {
  test('is taken, and the app’s own fragment is there again', async ({ openDesk, page }) => {
    const { desk } = await openDesk({ desk: { responseMode: 'fragment' }, path: '/?x=1#/queue/7' });
    const before = page.url();
    const leaving = departure(page);
    await desk.pressSignIn();
    expect(new URL((await leaving).url()).searchParams.get('response_mode')).toBe('fragment');
    await new ProviderPage(page).signIn(amira);
    await desk.expectStatus('signed-in amira');
    expect(page.url()).toBe(before);
  });
});
