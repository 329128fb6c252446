// Two providers side by side in one page: each has its own session, and no answer is taken for the other's.
import { clientId, endpoints } from '../support/provider/configuration.ts';
import { Desk, departure, ProviderPage, setUpFor } from '../support/provider/desk.ts';
import { amira, bruno } from '../support/provider/people.ts';
import type { SecondProvider } from '../support/provider/second-provider.ts';
import { expect, test as base } from '../support/provider/test.ts';

interface Both {
  readonly first: Desk;
  readonly second: Desk;
  readonly firstProvider: SecondProvider;
  readonly secondProvider: SecondProvider;
}

const test = base.extend<{ both: Both }>({
  both: async ({ page, deskSite: { origin }, openProvider, consoleWatch }, use) => {
    consoleWatch.allow(/^warning: cx-auth: .* \([a-z-]+\)/);
    const [firstProvider, secondProvider] = [await openProvider(), await openProvider({ signature: 'ES256' })];
    const setUps = { first: setUpFor(firstProvider, origin), second: setUpFor(secondProvider, origin) };
    const [first, second] = await Desk.setUp(page, origin, setUps);
    if (first === undefined || second === undefined) throw new Error('two set-ups make two desks');
    await first.open();
    await first.expectStatus('signed-out no-session');
    await second.expectStatus('signed-out no-session');
    await use({ first, second, firstProvider, secondProvider });
  },
});

test('one person at each, and each token is its own provider’s', async ({ both: { first, second, firstProvider, secondProvider } }) => {
  await first.signIn(amira);
  await second.expectStatus('signed-out no-session');
  await second.signIn(bruno);
  await first.expectStatus('signed-in amira');
  expect(await firstProvider.accessTokens.find(await first.accessToken())).toMatchObject({ accountId: amira.sub, clientId });
  expect(await secondProvider.accessTokens.find(await second.accessToken())).toMatchObject({ accountId: bruno.sub, clientId });
  expect(await firstProvider.accessTokens.find(await second.accessToken())).toBeUndefined();
});

test('signing out of one leaves the other', async ({ both: { first, second } }) => {
  await first.signIn(amira);
  await second.signIn(bruno);
  await first.expectStatus('signed-in amira');
  await first.pressSignOut();
  await first.expectStatus('signed-out no-session');
  await second.expectStatus('signed-in bruno');
});

test('an answer of the second with the state of the first is taken by neither (mix-up)', async ({ both, page }) => {
  const leaving = departure(page);
  await both.first.pressSignIn();
  const state = new URL((await leaving).url()).searchParams.get('state');
  await expect(new ProviderPage(page).name).toBeVisible();
  await both.first.open(`/?code=of-the-second&state=${state}&iss=${encodeURIComponent(both.secondProvider.issuer)}`);
  await both.first.expectStatus('signed-out issuer-mismatch');
  await expect(page).not.toHaveURL(/[?&]code=/);
  for (const provider of [both.firstProvider, both.secondProvider]) expect(provider.front.to(endpoints.token)).toHaveLength(0);
});
