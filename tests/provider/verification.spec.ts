// What the token endpoint answers is checked before anybody is signed in: claims, signature, and that token and ID token belong
// together. The front stands between page and provider and changes the answer.
import { decodeJwt } from 'jose';
import { endpoints } from '../support/provider/configuration.ts';
import { ProviderPage, type Desk } from '../support/provider/desk.ts';
import {
  hashOf,
  replacingIdToken,
  signedBy,
  signedByStranger,
  unsigned,
  withBrokenSignature,
  withClaims,
  withoutSigning,
} from '../support/provider/forged-tokens.ts';
import { rewriting, suffering, type Interception } from '../support/provider/front.ts';
import { makeKeys, sign, signatureAlgorithms } from '../support/provider/keys.ts';
import { amira, bruno } from '../support/provider/people.ts';
import type { SecondProvider } from '../support/provider/second-provider.ts';
import { expect, test } from '../support/provider/test.ts';

test.beforeEach(({ consoleWatch }) => {
  consoleWatch.allow(/net::ERR_|Failed to load resource/);
  consoleWatch.allow(/^warning: cx-auth: .* \([a-z-]+\)/);
});

/** The person does all that is asked for, and none of these answers is taken; then the provider's own is. */
async function expectRefused(desk: Desk, provider: SecondProvider, tamperings: Readonly<Record<string, Interception>>): Promise<void> {
  for (const [what, tampering] of Object.entries(tamperings)) {
    await test.step(what, async () => {
      const before = provider.front.to(endpoints.token).length;
      provider.front.intercept(endpoints.token, tampering);
      await desk.pressSignIn();
      if (before === 0) await new ProviderPage(desk.page).signIn(amira);
      await expect.poll(() => provider.front.to(endpoints.token).length).toBeGreaterThan(before);
      await desk.expectStatus('signed-out invalid-id-token');
      expect(await desk.told((auth) => auth.user)).toBeUndefined();
      expect((await desk.ask((auth) => auth.accessToken())).error?.code).toBe('not-signed-in');
    });
  }
  provider.front.letPass(endpoints.token);
  await desk.pressSignIn();
  await desk.expectStatus('signed-in amira');
}

const common = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;

for (const signature of common) {
  test(`an ID token signed with ${signature}, at sign-in and at a refresh`, async ({ openDesk, page }) => {
    const { desk } = await openDesk({ provider: { signature }, desk: { start: { onLoad: 'sign-in-required' } } });
    await new ProviderPage(page).signIn(amira);
    await desk.expectStatus('signed-in amira');
    expect((await desk.refresh()).error).toBeUndefined();
  });
}

test('an ID token signed with any other algorithm', async ({ openDesk }) => {
  const { desk, provider } = await openDesk();
  await desk.signIn(amira);
  for (const algorithm of signatureAlgorithms) {
    await test.step(algorithm, async () => {
      provider.front.intercept(endpoints.token, replacingIdToken((token) => sign(provider.keys, algorithm, decodeJwt(token))));
      expect((await desk.refresh()).error).toBeUndefined();
    });
  }
  await desk.expectStatus('signed-in amira');
});

const now = () => Math.floor(Date.now() / 1000);

const wrong: Record<string, Record<string, Record<string, unknown>>> = {
  'whom it is for': {
    'of another issuer': { iss: 'https://elsewhere.example' },
    'for another client': { aud: 'other-client' },
    'for this client among others, without azp': { aud: ['desk', 'other-client'] },
    'that another client asked for': { aud: ['desk', 'other-client'], azp: 'other-client' },
    'for nobody': { aud: undefined },
  },
  'which sign-in it is of': {
    'of another sign-in': { nonce: 'of-another-sign-in' },
    'without the nonce': { nonce: undefined },
    'without a subject': { sub: undefined },
  },
  'when it is from': {
    // A clock that is hours wrong is the client's, and is corrected by `iat`; days are not.
    'of the day before yesterday': { iat: now() - 172_800, exp: now() - 172_500 },
    'that ended before it was made': { exp: now() - 60 },
    'without an end': { exp: undefined },
  },
};

for (const [about, tokens] of Object.entries(wrong)) {
  test(`an ID token that is wrong about ${about} is refused, however well it is signed`, async ({ openDesk }) => {
    const { desk, provider } = await openDesk();
    const tampering = Object.entries(tokens).map(([what, claims]) => [what, replacingIdToken(withClaims(provider, claims))]);
    await expectRefused(desk, provider, Object.fromEntries(tampering));
  });
}

test('an ID token that is none is refused', async ({ openDesk }) => {
  const { desk, provider } = await openDesk();
  await expectRefused(desk, provider, { 'no token': replacingIdToken(() => 'not.a.token') });
});

test('the ID token of another person does not continue a session', async ({ openDesk }) => {
  const { desk, provider } = await openDesk();
  await desk.signIn(amira);
  provider.front.intercept(endpoints.token, replacingIdToken(withClaims(provider, { ...bruno.claims, sub: bruno.sub })));
  expect((await desk.refresh()).error?.code).toBe('invalid-id-token');
  await desk.expectStatus('retrying invalid-id-token amira');
});

for (const signature of common) {
  test(`an ID token that is not well signed is refused, with ${signature}`, async ({ openDesk }) => {
    const { desk, provider } = await openDesk({ provider: { signature } });
    await expectRefused(desk, provider, {
      'one bit of the signature is another': replacingIdToken(withBrokenSignature),
      'signed by somebody else, who names the provider’s key': replacingIdToken(signedBy(await makeKeys())),
    });
  });
}

test('an ID token that is not signed at all is refused', async ({ openDesk }) => {
  const { desk, provider } = await openDesk();
  await expectRefused(desk, provider, {
    'and says so': replacingIdToken(unsigned),
    'and has the signature of another': replacingIdToken(withoutSigning({ roles: ['admin'] })),
  });
});

// This provider leaves at_hash out of the code flow, as it may; the front puts it in.
for (const signature of ['RS256', 'ES512', 'EdDSA'] as const) {
  test(`an access token is taken only if at_hash is its own, with ${signature}`, async ({ openDesk }) => {
    const { desk, provider } = await openDesk({ provider: { signature } });
    const saying = (accessToken: (real: string) => string): Interception =>
      rewriting(async (answer) => {
        const at_hash = hashOf(accessToken(String(answer['access_token'])), signature);
        return { ...answer, id_token: await withClaims(provider, { at_hash })(String(answer['id_token'])) };
      });
    await expectRefused(desk, provider, { 'of another token': saying(() => 'of-another-session') });
    provider.front.intercept(endpoints.token, saying((real) => real));
    expect((await desk.refresh()).error).toBeUndefined();
  });
}

test('a refresh is checked too: what is not well signed changes nothing', async ({ openDesk }) => {
  const { desk, provider } = await openDesk();
  await desk.signIn(amira);
  provider.front.intercept(endpoints.token, replacingIdToken(withoutSigning({ roles: ['admin'] })));
  expect((await desk.refresh()).error?.code).toBe('invalid-id-token');
  await desk.expectStatus('retrying invalid-id-token amira');
  expect(await desk.told((auth) => auth.user?.claims['roles'])).toEqual(['agent']);
});

test('keys are asked for once, not at each refresh', async ({ openDesk }) => {
  const { desk, provider } = await openDesk();
  await desk.signIn(amira);
  const asked = provider.front.to(endpoints.keys).length;
  for (let time = 0; time < 3; time += 1) await desk.refresh();
  expect(provider.front.to(endpoints.keys)).toHaveLength(asked);
  expect(asked, 'once on each page').toBeLessThanOrEqual(2);
});

test('the provider changes its keys: the unknown kid is looked up, and nobody notices', async ({ openDesk }) => {
  const { desk, provider } = await openDesk();
  await desk.signIn(amira);
  const asked = provider.front.to(endpoints.keys).length;
  await provider.changeKeys();
  expect((await desk.refresh()).error).toBeUndefined();
  expect(provider.front.to(endpoints.keys)).toHaveLength(asked + 1);
  expect((await desk.refresh()).error).toBeUndefined();
  expect(provider.front.to(endpoints.keys)).toHaveLength(asked + 1);
  await desk.expectStatus('signed-in amira');
});

test('who writes unknown kids cannot make the desk ask for keys again and again', async ({ openDesk }) => {
  const { desk, provider } = await openDesk({ desk: { timeoutMs: 1500 } });
  await desk.signIn(amira);
  const stranger = await makeKeys();
  const asked = provider.front.to(endpoints.keys).length;
  provider.front.intercept(endpoints.token, replacingIdToken(signedByStranger(stranger)));
  for (let time = 0; time < 3; time += 1) await desk.refresh();
  expect(provider.front.to(endpoints.keys).length).toBeLessThanOrEqual(asked + 1);
});

test('without the provider’s keys nobody is signed in, and later it works', async ({ openDesk, page }) => {
  const { desk, provider } = await openDesk({ desk: { timeoutMs: 1500, start: undefined } });
  for (const [code, fault] of [
    ['unreachable', 'gone'],
    ['server-failed', { status: 500, contentType: 'text/plain', body: 'broken' }],
    ['unexpected-answer', { status: 200, contentType: 'text/html', body: '<h1>Maintenance</h1>' }],
    ['timeout', 'silent'],
  ] as const) {
    await test.step(code, async () => {
      const before = provider.front.to(endpoints.token).length;
      provider.front.intercept(endpoints.keys, suffering(fault));
      await desk.ask((auth) => void auth.signIn());
      if (before === 0) await new ProviderPage(page).signIn(amira);
      await page.waitForURL(/[?&]code=/);
      expect((await desk.ask((auth) => auth.start())).value).toBeUndefined();
      await desk.expectStatus(`signed-out ${code}`);
    });
  }
  provider.front.letPass(endpoints.keys);
  await desk.pressSignIn();
  await page.waitForURL(/[?&]code=/);
  expect((await desk.told((auth) => auth.start())).status).toBe('signed-in');
});
