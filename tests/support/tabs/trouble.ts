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

/** Tabs that Chromium has frozen, as all are when a laptop sleeps. Only those of a real window can be (real-window.ts). */
export class Sleep {
  readonly #tabs: readonly { readonly page: Page; readonly devtools: CDPSession }[];

  private constructor(tabs: readonly { readonly page: Page; readonly devtools: CDPSession }[]) {
    this.#tabs = tabs;
  }

  static async of(...pages: readonly Page[]): Promise<Sleep> {
    const sleep = new Sleep(
      await Promise.all(pages.map(async (page) => ({ page, devtools: await page.context().newCDPSession(page) }))),
    );
    await Promise.all(pages.map((page) => page.evaluate(takeNotes)));
    await sleep.#set('frozen');
    return sleep;
  }

  /** Wakes them, and makes sure that they have slept: else the journey shows nothing. */
  async end(): Promise<void> {
    await this.#set('active');
    for (const { page, devtools } of this.#tabs) {
      await expect.poll(() => page.evaluate(() => (window as unknown as { notes: string[] }).notes)).toEqual(['freeze', 'resume']);
      await devtools.detach();
    }
  }

  async #set(state: 'frozen' | 'active'): Promise<void> {
    await Promise.all(this.#tabs.map(({ devtools }) => devtools.send('Page.setWebLifecycleState', { state })));
  }
}

function takeNotes(): void {
  const { notes } = Object.assign(window, { notes: [] as string[] });
  for (const event of ['freeze', 'resume']) document.addEventListener(event, () => notes.push(event));
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
