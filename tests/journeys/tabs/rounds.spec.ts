// 8 tabs that all want a fresh token at once, again and again, with rotation on: one request serves them all, and nobody
// is signed out.
import type { Page, Request } from '@playwright/test';
import type { Crowd, Round } from '../../support/tabs/crowd.ts';
import { expectAll, expectOneToken, expectServedByOne, expectUndisturbed, tell } from '../../support/tabs/expectations.ts';
import type { Fate, TokenRequest } from '../../support/tabs/gateway.ts';
import { median } from '../../support/tabs/measure.ts';
import { expect, test } from '../../support/tabs/test.ts';
import { crash } from '../../support/tabs/trouble.ts';

const tabs = 8;
/** Fewer, to try something out. */
const rounds = Number(process.env['CX_ROUNDS'] ?? 1_000);

test('8 tabs, 1,000 rounds: one request each', async ({ crowdOf, gateway }) => {
  test.setTimeout(300_000);
  const crowd = await crowdOf('cx-auth');
  const { authorizations } = gateway;
  const times: number[] = [];
  for (let number = 0; number < rounds; number += 1) {
    const round = await crowd.round();
    expectServedByOne(round, tabs);
    times.push(round.milliseconds);
  }
  await expectUndisturbed(crowd);
  expect(gateway.authorizations, 'nobody was asked to sign in, not even silently').toBe(authorizations);
  tell(`${rounds} rounds of ${tabs} tabs: ${rounds} requests, ${median(times).toFixed(0)} ms a round`);
});

test('tabs are killed in the middle of a refresh', async ({ crowdOf, gateway, consoleWatch }) => {
  test.setTimeout(240_000);
  consoleWatch.allow(/Failed to load resource: the server responded with a status of 400|^warning: cx-auth: /);
  const crowd = await crowdOf('cx-auth');
  const kills = [
    // Nobody has used the refresh token; or somebody has, and the new one is lost with the tab.
    { how: crash, when: 'before' },
    { how: crash, when: 'after' },
    { how: (page: Page) => page.close(), when: 'before' },
    { how: (page: Page) => page.close(), when: 'after' },
  ] as const;
  let healing = 0;
  for (const { how, when } of kills) {
    for (let number = 0; number < rounds / 40; number += 1) expectServedByOne(await crowd.round(), crowd.pages.length);
    const before = gateway.tokenRequests.length;
    const round = await killInRound(crowd, gateway, how, when);
    expect(round.answers.filter(({ token }) => token === undefined), 'the others get a token').toEqual([]);
    if (when === 'before') {
      expect(round.asked).toEqual(['refresh_token lost ', 'refresh_token 200 ']);
    } else {
      expect(round.asked.slice(0, 3)).toEqual(['refresh_token 200 ', 'refresh_token 400 invalid_grant', 'authorization_code 200 ']);
      expectPatience(gateway.tokenRequests.slice(before + 2, before + round.asked.length));
    }
    healing = Math.max(healing, round.milliseconds);
    for (let number = 0; number < rounds / 40; number += 1) expectServedByOne(await crowd.round(), crowd.pages.length);
    await expectUndisturbed(crowd);
    await crowd.open();
  }
  tell(`4 of 8 tabs killed in mid-refresh: the others waited at most ${healing.toFixed(0)} ms`);
});

test('1 of 20 answers is lost on its way', async ({ crowdOf, gateway, consoleWatch }) => {
  test.setTimeout(300_000);
  consoleWatch.allow(/net::ERR_|Failed to load resource|^warning: cx-auth: /);
  const crowd = await crowdOf('cx-auth');
  const losses = ['answer', 'half-answer', 'answer', 'request'] as const;
  let lost = 0;
  let refreshes = 0;
  const lose = (): Fate => {
    refreshes += 1;
    return refreshes % 20 === 10 ? { lost: losses[(lost += 1) % losses.length] ?? 'answer' } : {};
  };
  gateway.fate = ({ grant }) => (grant === 'refresh_token' ? lose() : {});
  const healing: number[] = [];
  for (let number = 0; number < rounds / 2; number += 1) {
    const before = lost;
    const round = await crowd.round();
    if (lost === before) {
      expectServedByOne(round, tabs);
    } else {
      const begun = performance.now();
      await expectAll(crowd, 'signed-in', undefined, 20_000);
      // Who got an error has to ask again.
      expectOneToken(await crowd.round('token'), tabs);
      healing.push(round.milliseconds + performance.now() - begun);
    }
  }
  await expectUndisturbed(crowd);
  expect(lost, 'answers were lost').toBeGreaterThanOrEqual(Math.floor(rounds / 40) - 1);
  tell(`${lost} answers lost in ${rounds / 2} rounds: healed in ${median(healing).toFixed(0)} ms, at most ${Math.max(...healing).toFixed(0)} ms`);
});

/** A round in which the tab that asks for all is killed while it does. */
async function killInRound(
  crowd: Crowd,
  gateway: { fate: (request: never) => Fate },
  how: (page: Page) => Promise<void>,
  when: 'before' | 'after',
): Promise<Round> {
  const asked = crowd.context.waitForEvent('request', isRefresh);
  const kill = async (): Promise<void> => {
    const victim = (await asked).frame().page();
    await how(victim);
    crowd.lose(victim);
  };
  const killed = new Promise<void>((resolve, reject) => {
    // When the gateway has the request, or Keycloak has done its work: a tab that is killed sooner may be overtaken by the
    // next one's request.
    const killing = (): Promise<void> => kill().then(resolve, reject);
    gateway.fate = () => {
      gateway.fate = () => ({});
      return when === 'before' ? { before: killing, lost: 'unheard' } : { after: killing };
    };
  });
  const round = crowd.round('renew', 30_000, crowd.pages.length - 1);
  await killed;
  return round;
}

/**
 * Whoever has the turn next is told of the session that was healed. Only if that takes longer than a second, as it may where
 * the machine has too much to do, is the teller taken for gone, and the provider is asked once more.
 */
function expectPatience([healed, ...more]: readonly TokenRequest[]): void {
  for (const { grant, status, at } of more) {
    expect(`${grant} ${status}`).toBe('authorization_code 200');
    expect(at - (healed?.at ?? at), 'milliseconds since the session was healed').toBeGreaterThan(1_000);
  }
}

function isRefresh(request: Request): boolean {
  return request.method() === 'POST' && request.url().endsWith('/protocol/openid-connect/token');
}
