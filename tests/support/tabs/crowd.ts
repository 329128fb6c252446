// Many tabs of one application in one browser, and the rounds in which they all want a token at once.
import type { BrowserContext, Page } from '@playwright/test';
import { SignInPage } from '../../pages/sign-in.ts';
import type { Standing } from '../../tabs/driver.ts';
import type { Answer, Call } from '../../tabs/round.ts';
import type { Person } from '../people.mjs';
import { textsOf } from '../texts.ts';
import type { Gateway } from './gateway.ts';

export interface Round {
  /** How many requests the token endpoint got meanwhile. */
  readonly requests: number;
  /** How many of them it refused. */
  readonly refused: number;
  /** What they were, in turn: `refresh_token 200`. */
  readonly asked: readonly string[];
  readonly answers: readonly Answer[];
  readonly milliseconds: number;
}

export interface Application {
  readonly origin: string;
  readonly path: string;
}

export class Crowd {
  readonly context: BrowserContext;
  readonly pages: Page[] = [];
  /** How often a tab was sent to another page since it was open. */
  navigations = 0;
  readonly #gateway: Gateway;
  readonly #address: string;
  readonly #conductor: Page;
  #rounds = 0;

  private constructor(context: BrowserContext, gateway: Gateway, { origin, path }: Application, conductor: Page) {
    this.context = context;
    this.#gateway = gateway;
    this.#address = origin + path;
    this.#conductor = conductor;
  }

  /** One tab where this person signs in, and then the others. */
  static async gather(
    context: BrowserContext,
    gateway: Gateway,
    application: Application,
    tabs: number,
    person?: Person,
  ): Promise<Crowd> {
    const conductor = await context.newPage();
    await conductor.goto(`${application.origin}/conductor/`);
    const crowd = new Crowd(context, gateway, application, conductor);
    const first = await crowd.open();
    if (person !== undefined) await crowd.signIn(first, person);
    // One after the other, as people open them.
    while (crowd.pages.length < tabs) await crowd.open();
    crowd.navigations = 0;
    return crowd;
  }

  /** Hides all tabs, where they can be hidden: the person looks at something else. */
  async hide(): Promise<void> {
    await this.#conductor.bringToFront();
  }

  get first(): Page {
    const [page] = this.pages;
    if (page === undefined) throw new Error('no tab is left');
    return page;
  }

  /** All but the first. */
  get others(): Page[] {
    return this.pages.slice(1);
  }

  /** Opens one more tab, and waits for its library to start. */
  async open(): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(this.#address);
    await settled(page);
    this.#take(page);
    return page;
  }

  /** A tab that another one opens begins with a copy of its session storage. */
  async openFrom(opener: Page): Promise<Page> {
    const opened = this.context.waitForEvent('page');
    await opener.evaluate((address) => void window.open(address), this.#address);
    const page = await opened;
    await settled(page);
    this.#take(page);
    return page;
  }

  #take(page: Page): void {
    page.on('framenavigated', (frame) => (this.navigations += frame === page.mainFrame() ? 1 : 0));
    this.pages.push(page);
  }

  /** A tab that is gone is none of the crowd. */
  lose(page: Page): void {
    this.pages.splice(this.pages.indexOf(page), 1);
  }

  async signIn(page: Page, person: Person): Promise<void> {
    await leave(page, 'signIn');
    await new SignInPage({ page, texts: textsOf.en }).signIn(person);
    await page.waitForURL((url) => url.href.startsWith(this.#address) && !/[?&#](code|state)=/.test(url.href));
    await settled(page);
  }

  /** The same in a window of its own, while the page stays. */
  async signInWithPopup(page: Page, person: Person): Promise<void> {
    const opened = page.waitForEvent('popup');
    await page.evaluate(() => void window.tab.driver.signInWithPopup?.().catch(console.error));
    const popup = await opened;
    await new SignInPage({ page: popup, texts: textsOf.en }).signIn(person);
    await popup.waitForEvent('close', { timeout: 30_000 });
  }

  /** All tabs want a newer token at once. */
  async round(want: Call['want'] = 'renew', patience = 15_000, tabs = this.pages.length): Promise<Round> {
    const call: Call = { round: (this.#rounds += 1), want };
    const before = this.#gateway.tokenRequests.length;
    const begun = performance.now();
    const answers = await this.#conductor.evaluate(
      ([call, tabs, patience]) => window.conduct(call, tabs, patience),
      [call, tabs, patience] as const,
    );
    const made = this.#gateway.tokenRequests.slice(before);
    const refused = made.filter(({ status = 0 }) => status >= 400).length;
    const asked = made.map(({ grant, status = 'lost', error = '' }) => `${grant} ${status} ${error}`);
    return { requests: made.length, refused, asked, answers, milliseconds: performance.now() - begun };
  }

  async standings(): Promise<Standing[]> {
    return Promise.all(this.pages.map((page) => standing(page)));
  }
}

export function standing(page: Page): Promise<Standing> {
  return page.evaluate(() => window.tab.driver.standing());
}

/** What the tab's library has said of its session, in turn. */
export function history(page: Page): Promise<readonly Standing[]> {
  return page.evaluate(() => window.tab.history);
}

/** Waits for the library to start; answers its error, if it could not. */
export async function settled(page: Page): Promise<string | undefined> {
  await page.waitForFunction(() => 'tab' in window);
  return page.evaluate(() => window.tab.started);
}

/** Asks the library to leave the page. What it answers, the page does not live to tell. */
export async function leave(page: Page, how: 'signIn' | 'signOut'): Promise<void> {
  const left = page.waitForEvent('framenavigated', (frame) => frame === page.mainFrame());
  await page.evaluate((how) => void window.tab.driver[how]().catch(console.error), how);
  await left;
}
