// The libraries that cx-auth is compared with, in the rounds that cx-auth has to pass: so it is known that these can be
// failed. What is expected of them is what was measured, not what is right.
import type { Standing } from '../../tabs/driver.ts';
import { makePerson } from '../../support/people.mjs';
import type { Crowd } from '../../support/tabs/crowd.ts';
import type { Library } from '../../support/tabs/site.ts';
import { measureEnd, measureRounds, type Ended, type Rounds } from '../../support/tabs/measure.ts';
import { expect, test } from '../../support/tabs/test.ts';

const rounds = 20;
const peers = ['keycloak-js', 'oidc-client-ts', 'oidc-spa'] as const satisfies readonly Library[];
type Peer = (typeof peers)[number];

/** One library's line of the table. */
const lines = new Map<string, string>();

test.describe.configure({ mode: 'default', timeout: 120_000 });

// They complain about what they run into.
test.beforeEach(({ consoleWatch }) => consoleWatch.allow(/./));

test.afterAll(() => {
  if (lines.size === 0) return;
  console.log(`${' '.repeat(36)} requests a round, refused, tabs served at last, ms a round`);
  for (const line of lines.values()) console.log(line);
});

for (const peer of peers) {
  test(`${peer}: 8 tabs that want a token at once`, async ({ crowdOf }) => {
    // Tabs of oidc-client-ts share a session only if it is told to keep it in local storage.
    const crowd = await crowdOf(peer, { storage: 'local' });
    const measured = await measureRounds(crowd, rounds);
    note(peer, 8, measured);
    expectAsMeasured(peer, measured, 8);
  });

  test(`${peer}: tabs that were opened by a tab`, async ({ crowdOf }) => {
    const crowd = await crowdOf(peer, { storage: 'session', tabs: 1 });
    for (let tabs = 1; tabs < 4; tabs += 1) await crowd.openFrom(crowd.first);
    const measured = await measureRounds(crowd, rounds);
    note(`${peer}, window.open`, 4, measured);
    expectAsMeasured(peer, measured, 4);
  });

  test(`${peer}: an administrator ends the session`, async ({ crowdOf, admin, tabsRealm }) => {
    const person = await makePerson(admin, tabsRealm.name);
    const crowd = await crowdOf(peer, { storage: 'local', tabs: 4, person });
    const ended = await measureEnd(crowd, admin, tabsRealm.name, person);
    const said = [...new Set(ended.standings)].join(', ');
    lines.set(`${peer}, ended`, `${peer}, session ended: ${ended.navigations} navigations; then says: ${said || 'nothing'}`);
    await expectEndAsMeasured[peer](ended, crowd);
  });

  test(`${peer}: one answer is lost on its way`, async ({ crowdOf, gateway }) => {
    const crowd = await crowdOf(peer, { storage: 'local', tabs: 1 });
    await crowd.round();
    gateway.fate = () => {
      gateway.fate = () => ({});
      return { lost: 'answer' };
    };
    // Chromium sends a request again whose connection broke, so the refresh token is used twice.
    const lost = await crowd.round('renew', 3_000);
    expect(lost.requests).toBeGreaterThan(1);
    expect(lost.refused).toBe(1);
    const { served } = await measureRounds(crowd, 1);
    const [said] = await crowd.standings();
    lines.set(`${peer}, lost`, `${peer}, one answer lost: ${crowd.navigations} navigations; served ${served}/1; then says: ${said}`);
    if (peer === 'oidc-spa') expect(crowd.navigations, 'the page is loaded again').toBeGreaterThan(0);
    else expect(served).toBe(0);
  });
}

/** Each tab by itself, all refreshed; or all with one refresh token, and the second use of it is the end of it. */
function expectAsMeasured(peer: Peer, { requests, refused, served }: Rounds, tabs: number): void {
  expect(requests / rounds, 'each tab asks for itself').toBeGreaterThan(tabs - 1);
  if (peer === 'oidc-client-ts') {
    expect(refused / requests, 'nearly all refused').toBeGreaterThan(0.8);
    expect(served, 'tabs that still get a token').toBe(0);
  } else {
    expect(refused).toBe(0);
    expect(served).toBe(tabs);
  }
}

const expectEndAsMeasured: Record<Peer, (ended: Ended, crowd: Crowd) => void | Promise<void>> = {
  'keycloak-js': ({ standings, navigations }) => {
    expect(standings).toEqual(Array<Standing>(4).fill('signed-out'));
    expect(navigations).toBe(0);
  },
  'oidc-client-ts': ({ standings, navigations }) => {
    expect(standings, 'it goes on saying so').toEqual(Array<Standing>(4).fill('signed-in'));
    expect(navigations).toBe(0);
  },
  'oidc-spa': (_, crowd) => expect.poll(() => crowd.navigations, 'every tab is sent away').toBeGreaterThanOrEqual(4),
};

function note(name: string, tabs: number, { requests, refused, served, milliseconds }: Rounds): void {
  const cells = [(requests / rounds).toFixed(1), `${refused}/${requests}`, `${served}/${tabs}`, milliseconds.toFixed(0)];
  lines.set(name, `${name.padEnd(28)} ${tabs} tabs  ${cells.map((cell) => cell.padStart(9)).join(' ')}`);
}
