// What befalls tabs: they are killed, they sleep, their clock is wrong.
import { expect, type BrowserContext, type CDPSession, type Page } from '@playwright/test';
import { settled } from './crowd.ts';

/** Ends the tab's process, as a crash or a want of memory does. */
export async function crash(page: Page): Promise<void> {
  const crashed = page.waitForEvent('crash');
  const devtools = await page.context().newCDPSession(page);
  void devtools.send('Page.crash').catch(() => undefined);
  await crashed;
  await page.close();
}

/** Tabs that Chromium has frozen, as it does with those in the background and all do when a laptop sleeps. */
export class Sleep {
  readonly #sessions: readonly CDPSession[];

  private constructor(sessions: readonly CDPSession[]) {
    this.#sessions = sessions;
  }

  static async of(...pages: readonly Page[]): Promise<Sleep> {
    await Promise.all(pages.map((page) => page.evaluate(countTicks)));
    const sessions = await Promise.all(pages.map((page) => page.context().newCDPSession(page)));
    const sleep = new Sleep(sessions);
    await sleep.#set('frozen');
    return sleep;
  }

  async end(): Promise<void> {
    await this.#set('active');
    await Promise.all(this.#sessions.map((session) => session.detach()));
  }

  async #set(state: 'frozen' | 'active'): Promise<void> {
    await Promise.all(this.#sessions.map((session) => session.send('Page.setWebLifecycleState', { state })));
  }
}

/** How often a timer of the page has fired since it was told to sleep: it must not, or the test tests nothing. */
export function ticks(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as { ticks: number }).ticks);
}

function countTicks(): void {
  const counted = Object.assign(window, { ticks: 0 });
  setInterval(() => (counted.ticks += 1), 100);
}

/** Pages of this browser are told a time that is wrong by so many minutes; how time passes is right. */
export async function misadjustClock(context: BrowserContext, minutes: number): Promise<void> {
  await context.addInitScript((offset: number) => {
    const RightDate = Date;
    const now = (): number => RightDate.now() + offset;
    window.Date = new Proxy(RightDate, {
      construct: (target, values: []) => (values.length === 0 ? new target(now()) : new target(...values)),
      apply: () => new RightDate(now()).toString(),
      get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
    });
  }, minutes * 60_000);
}

/** Loads the tab again, and waits for its library. */
export async function reload(page: Page): Promise<void> {
  await page.reload();
  expect(await settled(page), 'the library starts').toBeUndefined();
}
