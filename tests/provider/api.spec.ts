// The desk calls an API through the session object: who gets the token, and what happens when the API refuses it.
import { clientId, endpoints, type Variant } from '../support/provider/configuration.ts';
import type { Desk } from '../support/provider/desk.ts';
import { amira } from '../support/provider/people.ts';
import type { ProtectedApi } from '../support/provider/protected-api.ts';
import type { SecondProvider } from '../support/provider/second-provider.ts';
import { expect, test as base } from '../support/provider/test.ts';

interface Calling {
  readonly desk: Desk;
  readonly provider: SecondProvider;
  readonly api: ProtectedApi;
}

const test = base.extend<{ signedIn: (variant?: Variant) => Promise<Calling> }>({
  signedIn: async ({ openProvider, openApi, openDesk, consoleWatch }, use) => {
    consoleWatch.allowStatus(401);
    await use(async (variant) => {
      const provider = await openProvider(variant);
      const api = await openApi(provider);
      const { desk } = await openDesk({ provider, desk: { apiOrigins: [api.origin] } });
      await desk.signIn(amira);
      return { desk, provider, api };
    });
  },
});

const refreshes = (provider: SecondProvider) =>
  provider.front.to(endpoints.token).filter(({ form }) => form.get('grant_type') === 'refresh_token').length;

for (const accessTokens of ['opaque', 'jwt'] as const) {
  test(`the API gets the token, ${accessTokens}`, async ({ signedIn }) => {
    const { desk, api } = await signedIn({ accessTokens });
    expect(await desk.call(`${api.origin}/calls`)).toBe(200);
    expect(api.calls).toEqual([{ scheme: 'Bearer', token: await desk.accessToken(), proof: undefined, answer: '200' }]);
  });
}

test('an API that the desk was not set up with gets none', async ({ signedIn, openApi }) => {
  const { desk, provider } = await signedIn();
  const stranger = await openApi(provider);
  expect(await desk.call(`${stranger.origin}/calls`)).toBe(401);
  expect(stranger.calls.map(({ scheme, token }) => scheme + token)).toEqual(['']);
});

test('a token that the API refuses is replaced once, and the call goes through', async ({ signedIn }) => {
  const { desk, provider, api } = await signedIn();
  const refused = await desk.accessToken();
  api.refuse(refused);
  expect(await desk.call(`${api.origin}/calls`)).toBe(200);
  expect(api.answers).toEqual(['invalid_token', '200']);
  expect(api.calls[0]?.token).toBe(refused);
  expect(refreshes(provider)).toBe(1);
});

test('ten calls that are refused at once make one refresh', async ({ signedIn }) => {
  const { desk, provider, api } = await signedIn();
  api.refuse(await desk.accessToken());
  const statuses = await desk.told(
    (auth, url) => Promise.all(Array.from({ length: 10 }, () => auth.fetch(url).then(({ status }) => status))),
    `${api.origin}/calls`,
  );
  expect(statuses).toEqual(Array.from({ length: 10 }, () => 200));
  expect(refreshes(provider)).toBe(1);
});

test('an API that refuses every token is asked twice and no more', async ({ signedIn, consoleWatch }) => {
  consoleWatch.allow(/^warning: cx-auth/);
  const { desk, provider, api } = await signedIn();
  api.demands = { client: `not ${clientId}` };
  expect(await desk.call(`${api.origin}/calls`)).toBe(401);
  expect(api.answers).toEqual(['invalid_token', 'invalid_token']);
  expect(refreshes(provider)).toBe(1);
  await desk.expectStatus('signed-in amira');
});

test('nobody’s call has no token', async ({ openProvider, openApi, openDesk, consoleWatch }) => {
  consoleWatch.allowStatus(401);
  const provider = await openProvider();
  const api = await openApi(provider);
  const { desk } = await openDesk({ provider, desk: { apiOrigins: [api.origin] } });
  await desk.expectStatus('signed-out no-session');
  const { value, error } = await desk.ask((auth, url) => auth.fetch(url).then(({ status }) => status), `${api.origin}/calls`);
  expect([value, error?.code]).toEqual([undefined, 'not-signed-in']);
  expect(api.calls.filter(({ token }) => token !== '')).toEqual([]);
});
