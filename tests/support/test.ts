// The one `test` of all journeys: a realm per worker, and a browser whose complaints fail the journey.
import { test as base, type BrowserContext, type Page } from '@playwright/test';
import { KeycloakAdmin } from './admin.mjs';
import { watchConsole, type ConsoleWatch } from './console-watch.ts';
import { environment } from './environment.mjs';
import { openLanding, type Landing } from './landing.ts';
import { MailServer } from './mail.ts';
import { makeRealm, removeRealm, type RealmWishes, type TestRealm } from './realms.ts';
import type { RealmVariant } from './realm-variants.ts';
import { textsOf, type Language, type Texts } from './texts.ts';

export { expect } from '@playwright/test';

/** A person in front of a browser, on the way through pages of one realm. */
export interface Journey {
  readonly page: Page;
  readonly realm: TestRealm;
  readonly realmLike: (variant: RealmVariant) => Promise<TestRealm>;
  readonly admin: KeycloakAdmin;
  readonly mail: MailServer;
  readonly language: Language;
  readonly texts: Texts;
  readonly scripts: boolean;
}

interface TestFixtures {
  language: Language;
  consoleWatch: ConsoleWatch;
  journey: Journey;
  /** A copy of the realm for this journey alone, to change its settings. */
  ownRealm: (wishes?: Pick<RealmWishes, 'settings' | 'client'>) => Promise<TestRealm>;
  /** Another person's browser: its own cookies, the same watch over its console. */
  anotherBrowser: () => Promise<BrowserContext>;
}

interface WorkerFixtures {
  admin: KeycloakAdmin;
  landing: Landing;
  mail: MailServer;
  realm: TestRealm;
  /** A copy with these settings, made once per worker; journeys share it and must not change its settings. */
  realmLike: (variant: RealmVariant) => Promise<TestRealm>;
}

/** Making and removing realms may take long on a busy machine, in milliseconds. */
export const realmPatience = 180_000;

export const test = base.extend<TestFixtures, WorkerFixtures>({
  admin: [async ({}, use) => use(new KeycloakAdmin()), { scope: 'worker' }],

  landing: [
    async ({}, use) => {
      const landing = await openLanding();
      await use(landing);
      await landing.close();
    },
    { scope: 'worker' },
  ],

  mail: [
    async ({}, use) => {
      const mail = await MailServer.open();
      await use(mail);
      await mail.close();
    },
    { scope: 'worker' },
  ],

  realm: [
    async ({ admin, landing, mail }, use) => {
      const realm = await makeRealm(admin, 'journeys', { origin: landing.origin, mailPort: mail.port });
      await use(realm);
      await removeRealm(admin, realm);
    },
    { scope: 'worker', timeout: realmPatience },
  ],

  realmLike: [
    async ({ admin, landing, mail }, use) => {
      const made = new Map<string, Promise<TestRealm>>();
      await use((variant) => {
        const wishes = { origin: landing.origin, mailPort: mail.port, ...variant };
        const realm = made.get(variant.name) ?? makeRealm(admin, variant.name, wishes);
        made.set(variant.name, realm);
        return realm;
      });
      for (const realm of made.values()) await removeRealm(admin, await realm);
    },
    { scope: 'worker', timeout: realmPatience },
  ],

  language: ['en', { option: true }],

  consoleWatch: [watchConsole, { auto: true }],

  journey: async ({ page, realm, realmLike, admin, mail, language, javaScriptEnabled }, use) => {
    const texts = textsOf[language];
    await use({ page, realm, realmLike, admin, mail, language, texts, scripts: javaScriptEnabled });
  },

  ownRealm: async ({ admin, landing, mail }, use) => {
    const made: TestRealm[] = [];
    await use(async (wishes = {}) => {
      const realm = await makeRealm(admin, 'own', { origin: landing.origin, mailPort: mail.port, ...wishes });
      made.push(realm);
      return realm;
    });
    for (const realm of made) await removeRealm(admin, realm);
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

/** A photograph for people who look at the run afterwards. */
export async function photograph(page: Page, name: string): Promise<void> {
  const file = `${name.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase()}.png`;
  await page.screenshot({ path: `${environment.artifacts}/journeys/${file}`, fullPage: true, animations: 'disabled' });
}
