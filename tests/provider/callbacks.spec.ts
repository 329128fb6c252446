// Whatever comes back from the provider, the desk says what happened, nothing of it stays in the address, and the person still
// gets in.
import { endpoints } from '../support/provider/configuration.ts';
import { departure, ProviderPage, type Desk } from '../support/provider/desk.ts';
import { rewriting, suffering } from '../support/provider/front.ts';
import { amira } from '../support/provider/people.ts';
import { expect, test } from '../support/provider/test.ts';
import { discoveryFaults, forgedCallbacks, refusals, tokenEndpointFaults, watchCallback } from '../support/faults.ts';

test.beforeEach(({ consoleWatch }) => {
  consoleWatch.allow(/net::ERR_|Failed to load resource/);
  consoleWatch.allow(/^warning: cx-auth: .* \([a-z-]+\)/);
});

const impatient = { desk: { timeoutMs: 1500 } };

/** Begins a sign-in and answers its `state`. */
async function begin(desk: Desk): Promise<string> {
  const leaving = departure(desk.page);
  await desk.pressSignIn();
  const state = new URL((await leaving).url()).searchParams.get('state');
  await expect(new ProviderPage(desk.page).name).toBeVisible();
  return state ?? '';
}

async function expectTrouble(desk: Desk, code: string): Promise<void> {
  await desk.expectStatus(`signed-out ${code}`);
  await expect(desk.page, 'nothing of the answer stays').not.toHaveURL(/[?&#](code|state|error)=/);
}

test('a callback as a forger writes it exchanges nothing', async ({ openDesk }) => {
  const { desk, provider } = await openDesk({ path: undefined });
  for (const [what, [query, code]] of Object.entries(forgedCallbacks)) {
    await test.step(what, async () => {
      await desk.open(`/${query}&iss=${encodeURIComponent(provider.issuer)}`);
      await expectTrouble(desk, code);
      expect(provider.front.to(endpoints.token)).toHaveLength(0);
    });
  }
  await desk.signIn(amira);
});

test('a callback with an error says which', async ({ openDesk }) => {
  const { desk, provider } = await openDesk();
  for (const [error, code] of Object.entries(refusals)) {
    await test.step(error, async () => {
      const state = await begin(desk);
      await desk.open(`/?error=${error}&error_description=so&state=${state}&iss=${encodeURIComponent(provider.issuer)}`);
      await expectTrouble(desk, code);
    });
  }
  await desk.signIn(amira);
});

test('a person who changes their mind on the sign-in page', async ({ openDesk, page }) => {
  const { desk } = await openDesk();
  await begin(desk);
  await new ProviderPage(page).cancel();
  await expectTrouble(desk, 'access-denied');
  expect(await desk.told((auth) => auth.state.error?.cause)).toEqual({
    error: 'access_denied',
    description: 'The person declined',
  });
  await desk.signIn(amira);
});

test('a callback from another issuer (RFC 9207)', async ({ openDesk }) => {
  const { desk, provider } = await openDesk();
  const state = await begin(desk);
  await desk.open(`/?code=1234&state=${state}&iss=${encodeURIComponent('https://elsewhere.example')}`);
  await expectTrouble(desk, 'issuer-mismatch');
  expect(provider.front.to(endpoints.token)).toHaveLength(0);
  await desk.signIn(amira);
});

test('a callback without the issuer that the provider announces (RFC 9207)', async ({ openDesk }) => {
  const { desk, provider } = await openDesk();
  const state = await begin(desk);
  await desk.open(`/?code=1234&state=${state}`);
  await expectTrouble(desk, 'issuer-mismatch');
  expect(provider.front.to(endpoints.token)).toHaveLength(0);
});

test('a callback opened a second time exchanges nothing', async ({ openDesk, page }) => {
  const { desk, provider } = await openDesk();
  const callback = watchCallback(page);
  await desk.signIn(amira);
  const address = callback();
  expect(address).toContain('code=');
  const used = new URL(address).searchParams.get('code');
  await page.goto(address);
  await desk.expectStatus('signed-in amira');
  const codes = provider.front.to(endpoints.token).map(({ form }) => form.get('code'));
  expect(codes.filter((code) => code === used)).toHaveLength(1);
  await expect(page).not.toHaveURL(/[?&#](code|state)=/);
});

test('a code that was used already is overcome', async ({ openDesk, page, consoleWatch }) => {
  const { desk, provider } = await openDesk();
  await begin(desk);
  provider.front.interceptOnce(endpoints.token, async (_, pass) => {
    await pass();
    return pass();
  });
  await new ProviderPage(page).signIn(amira);
  await desk.expectStatus('signed-in amira');
  expect(consoleWatch.linesLike(/\(code-refused\)/)).toHaveLength(1);
  await expect(page).not.toHaveURL(/[?&#](code|state)=/);
});

test('a token endpoint that is broken is told, and trying again works', async ({ openDesk, page }) => {
  const { desk, provider } = await openDesk(impatient);
  await desk.expectStatus('signed-out no-session');
  for (const [what, [code, fault]] of Object.entries(tokenEndpointFaults)) {
    await test.step(what, async () => {
      const before = provider.front.to(endpoints.token).length;
      provider.front.intercept(endpoints.token, suffering(fault));
      await desk.pressSignIn();
      if (before === 0) await new ProviderPage(page).signIn(amira);
      await expect.poll(() => provider.front.to(endpoints.token).length).toBeGreaterThan(before);
      await expectTrouble(desk, code);
    });
  }
  provider.front.letPass(endpoints.token);
  await desk.pressSignIn();
  await desk.expectStatus('signed-in amira');
});

test('a provider that is broken at the start is told within the timeout, and trying again works', async ({ openDesk }) => {
  const { desk, provider } = await openDesk({ ...impatient, path: undefined });
  for (const [what, [code, fault]] of Object.entries(discoveryFaults)) {
    await test.step(what, async () => {
      provider.front.intercept(endpoints.discovery, suffering(fault));
      await desk.open();
      await desk.expectStatus(`signed-out ${code}`);
    });
  }
  provider.front.letPass(endpoints.discovery);
  await desk.signIn(amira);
});

test('at the start the metadata are of another issuer', async ({ openDesk }) => {
  const { desk, provider } = await openDesk({ path: undefined });
  provider.front.intercept(endpoints.discovery, rewriting((json) => ({ ...json, issuer: 'https://elsewhere.example' })));
  await desk.open();
  await desk.expectStatus('signed-out issuer-mismatch');
});
