// Tokens bound to a key of this browser (RFC 9449), at a provider and an API that check everything.
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader, type JWK } from 'jose';
import { endpoints } from '../support/provider/configuration.ts';
import { departure, ProviderPage, type Desk } from '../support/provider/desk.ts';
import type { Passed } from '../support/provider/front.ts';
import { amira } from '../support/provider/people.ts';
import type { ProtectedApi } from '../support/provider/protected-api.ts';
import type { SecondProvider } from '../support/provider/second-provider.ts';
import { stored } from '../support/provider/stored.ts';
import { expect, test as base, type DeskWishes } from '../support/provider/test.ts';

interface Bound {
  readonly desk: Desk;
  readonly provider: SecondProvider;
  readonly api: ProtectedApi;
}

const test = base.extend<{ openBound: (variant?: DeskWishes['provider']) => Promise<Bound> }>({
  openBound: async ({ openProvider, openDesk, openApi, consoleWatch }, use) => {
    consoleWatch.allowStatus(400, 401);
    await use(async (variant = { dpop: 'required', accessTokens: 'jwt' }) => {
      const provider = await openProvider(variant as Parameters<typeof openProvider>[0]);
      const api = await openApi(provider);
      const { desk } = await openDesk({ provider, desk: { dpop: true, apiOrigins: [api.origin] } });
      return { desk, provider, api };
    });
  },
});

const proofOf = (request: Passed | undefined): string => String(request?.headers['dpop'] ?? '');
const keyOf = (proof: string): Promise<string> => calculateJwkThumbprint(decodeProtectedHeader(proof).jwk as JWK);

test('code, token and refresh token are bound to one key, from the first request on', async ({ openBound, page }) => {
  const { desk, provider } = await openBound();
  const leaving = departure(page);
  await desk.pressSignIn();
  const announced = new URL((await leaving).url()).searchParams.get('dpop_jkt');
  await new ProviderPage(page).signIn(amira);
  await desk.expectStatus('signed-in amira');
  await desk.refresh();
  const requests = provider.front.to(endpoints.token);
  expect(requests.map(({ status }) => status)).toEqual([200, 200]);
  for (const request of requests) {
    const proof = proofOf(request);
    expect(await keyOf(proof)).toBe(announced);
    expect(decodeProtectedHeader(proof)).toMatchObject({ typ: 'dpop+jwt', jwk: expect.not.objectContaining({ d: expect.anything() }) });
    expect(decodeJwt(proof)).toMatchObject({ htm: 'POST', htu: `${provider.issuer}${endpoints.token}` });
  }
  expect(decodeJwt(proofOf(requests[0])).jti).not.toBe(decodeJwt(proofOf(requests[1])).jti);
  expect(decodeJwt(await desk.accessToken())['cnf']).toEqual({ jkt: announced });
});

test('the API gets a proof for this token and this request', async ({ openBound }) => {
  const { desk, api } = await openBound();
  await desk.signIn(amira);
  expect(await desk.call(`${api.origin}/calls?newest=1`)).toBe(200);
  expect(await desk.call(`${api.origin}/calls?newest=1`)).toBe(200);
  expect(api.calls.map(({ scheme, answer }) => [scheme, answer])).toEqual([['DPoP', '200'], ['DPoP', '200']]);
  expect(new Set(api.calls.map(({ proof }) => proof)).size).toBe(2);
});

test('a token that was stolen is worth nothing without the key', async ({ openBound, page }) => {
  const { desk, api } = await openBound();
  await desk.signIn(amira);
  const stolen = await desk.accessToken();
  const asBearer = (scheme: string) =>
    page.evaluate(({ url, authorization }) => fetch(url, { headers: { authorization } }).then(({ status }) => status), {
      url: `${api.origin}/calls`,
      authorization: `${scheme} ${stolen}`,
    });
  expect([await asBearer('Bearer'), await asBearer('DPoP')]).toEqual([401, 401]);
});

test('a provider that wants a nonce gets it: one request more the first time, none later', async ({ openBound }) => {
  const { desk, provider } = await openBound({ dpop: 'with-nonce' });
  await desk.signIn(amira);
  const atSignIn = provider.front.to(endpoints.token).map(({ status }) => status);
  expect(atSignIn).toEqual([400, 200]);
  expect((await desk.refresh()).error).toBeUndefined();
  expect((await desk.refresh()).error).toBeUndefined();
  expect(provider.front.to(endpoints.token).map(({ status }) => status)).toEqual([400, 200, 200, 200]);
});

test('an API’s nonce is its own, and asked for once', async ({ openBound }) => {
  const { desk, api } = await openBound();
  await desk.signIn(amira);
  api.demands = { nonce: true };
  expect(await desk.call(`${api.origin}/calls`)).toBe(200);
  expect(await desk.call(`${api.origin}/calls`)).toBe(200);
  expect(api.answers).toEqual(['use_dpop_nonce', '200', '200']);
});

test('the key cannot be taken out of the browser, and is still there after a reload', async ({ openBound, page }) => {
  const { desk, provider } = await openBound();
  await desk.signIn(amira);
  await page.reload();
  await desk.expectStatus('signed-in amira');
  const used = await Promise.all(provider.front.to(endpoints.token).map((request) => keyOf(proofOf(request))));
  expect(new Set(used).size).toBe(1);
  const { keys } = await stored(page);
  expect(keys.length).toBeGreaterThan(0);
  expect(keys.filter(({ extractable }) => extractable)).toEqual([]);
});

for (const [how, minutes] of [['fast', 10], ['slow', -10]] as const) {
  test(`a clock that is ten minutes ${how} does not matter`, async ({ openBound, page }) => {
    await page.addInitScript((wrongBy) => {
      const Right = Date;
      const now = () => Right.now() + wrongBy;
      window.Date = new Proxy(Right, {
        construct: (target, words) => (words.length === 0 ? new target(now()) : Reflect.construct(target, words)),
        get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
      });
    }, minutes * 60_000);
    const { desk, provider, api } = await openBound();
    await desk.signIn(amira);
    expect(await desk.told(() => Math.round(Date.now() / 60_000)), 'the clock of the page').toBeCloseTo(Date.now() / 60_000 + minutes, 0);
    expect((await desk.refresh()).error).toBeUndefined();
    expect(provider.front.to(endpoints.token).at(-1)?.status, 'a refresh needs no second attempt').toBe(200);
    expect(await desk.call(`${api.origin}/calls`)).toBe(200);
    expect(api.answers).toEqual(['200']);
  });
}

test('user info is asked for with a proof, and requests are pushed for the same key', async ({ openBound }) => {
  const { desk, provider } = await openBound({ dpop: 'with-nonce', pushedRequests: 'required' });
  await desk.signIn(amira);
  expect(await desk.told((auth) => auth.userInfo())).toEqual({ sub: amira.sub, ...amira.claims });
  const [pushed] = provider.front.to(endpoints.pushedRequest).filter(({ form }) => form.get('prompt') === null);
  const proofs = [...provider.front.to(endpoints.token), ...provider.front.to(endpoints.userInfo)].map(proofOf);
  for (const proof of proofs) expect(await keyOf(proof)).toBe(pushed?.form.get('dpop_jkt'));
});
