// What every journey with many tabs expects of cx-auth.
import { expect, type Page } from '@playwright/test';
import type { Standing } from '../../tabs/driver.ts';
import type { Person } from '../people.mjs';
import { history, type Crowd, type Round } from './crowd.ts';

/** One request, and each tab has the token that came of it. */
export function expectServedByOne(round: Round, tabs: number): void {
  expectOneToken(round, tabs);
  expect(round.asked, 'requests for tokens').toEqual(['refresh_token 200 ']);
}

/** Each tab has the same token. */
export function expectOneToken({ answers }: Round, tabs: number): void {
  expect(answers.filter(({ token, standing }) => token === undefined || standing !== 'signed-in')).toEqual([]);
  expect(answers.length, 'tabs that answered').toBe(tabs);
  expect(new Set(answers.map(({ token }) => token)).size, 'different tokens').toBe(1);
}

/** All tabs say so, before long, and of this person. */
export async function expectAll(crowd: Crowd, expected: Standing, person?: Person, timeout = 10_000): Promise<void> {
  await expect.poll(() => crowd.standings(), { timeout, intervals: [20, 50, 100] }).toEqual(crowd.pages.map(() => expected));
  if (person === undefined) return;
  const names = await Promise.all(crowd.pages.map((page: Page) => page.evaluate(() => window.tab.driver.username?.())));
  expect(new Set(names)).toEqual(new Set([person.username]));
}

/** No tab was sent anywhere, and none has said at any time that the user must sign in. */
export async function expectUndisturbed(crowd: Crowd): Promise<void> {
  expect(crowd.navigations, 'navigations').toBe(0);
  for (const page of crowd.pages) {
    const said = await history(page);
    expect(said.filter((standing) => standing === 'needs-sign-in' || standing === 'signed-out')).toEqual([]);
  }
}

/** For people who read the run. */
export function tell(words: string): void {
  console.log(`    cx-auth: ${words}`);
}
