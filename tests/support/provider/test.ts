// The one `test` of journeys at the second provider: each has providers of its own, and a browser whose complaints fail it.
import { test as base, type BrowserContext, type Page } from '@playwright/test';
import { watchConsole, type ConsoleWatch } from '../console-watch.ts';
import type { Variant } from './configuration.ts';
import { Desk, setUpFor, type DeskSetUp } from './desk.ts';
import { openDeskSite, type DeskSite } from './desk-site.ts';
import { ProtectedApi } from './protected-api.ts';
import { SecondProvider } from './second-provider.ts';

export { expect } from '@playwright/test';

interface TestFixtures {
  consoleWatch: ConsoleWatch;
  /** A provider for this test alone. */
  openProvider: (variant?: Variant) => Promise<SecondProvider>;
  /** A provider and an opened desk, in this test's page or another. */
  openDesk: (wishes?: DeskWishes) => Promise<Stage>;
  /** An API that takes this provider's access tokens. */
  openApi: (provider: SecondProvider) => Promise<ProtectedApi>;
  /** Another device's browser: its own cookies. */
  anotherBrowser: () => Promise<BrowserContext>;
}

export interface DeskWishes {
  readonly provider?: Variant | SecondProvider;
  readonly desk?: Partial<DeskSetUp>;
  readonly page?: Page;
  /** `far`: on another site than the provider, so that no cookie of the provider reaches a hidden frame. */
  readonly site?: 'near' | 'far';
  /** Where in the desk; nothing: it is set up and not opened. */
  readonly path?: string | undefined;
}

export interface Stage {
  readonly desk: Desk;
  readonly provider: SecondProvider;
}

export const test = base.extend<TestFixtures, { deskSite: DeskSite }>({
  deskSite: [
    async ({}, use) => {
      const site = await openDeskSite();
      await use(site);
      await site.close();
    },
    { scope: 'worker' },
  ],

  consoleWatch: [watchConsole, { auto: true }],

  openProvider: async ({ deskSite }, use) => {
    const opened: SecondProvider[] = [];
    await use(async (variant) => {
      const provider = await SecondProvider.open([deskSite.origin, deskSite.farOrigin], variant);
      opened.push(provider);
      return provider;
    });
    for (const provider of opened) await provider.close();
  },

  openDesk: async ({ page, deskSite, openProvider }, use) => {
    await use(async (wishes = {}) => {
      const { provider: wished, desk: setUp, site = 'near' } = wishes;
      const provider = wished instanceof SecondProvider ? wished : await openProvider(wished);
      const origin = site === 'far' ? deskSite.farOrigin : deskSite.origin;
      const [desk] = await Desk.setUp(wishes.page ?? page, origin, { desk: setUpFor(provider, origin, setUp) });
      if (desk === undefined) throw new Error('one set-up makes one desk');
      const path = 'path' in wishes ? wishes.path : '/';
      if (path !== undefined) await desk.open(path);
      return { desk, provider };
    });
  },

  openApi: async ({ deskSite }, use) => {
    const opened: ProtectedApi[] = [];
    await use(async (provider) => {
      const api = await ProtectedApi.open(provider, [deskSite.origin, deskSite.farOrigin]);
      opened.push(api);
      return api;
    });
    for (const api of opened) await api.close();
  },

  anotherBrowser: async ({ browser, consoleWatch }, use) => {
    const opened: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext();
      consoleWatch.watch(context);
      opened.push(context);
      return context;
    });
    for (const context of opened) await context.close();
  },
});
