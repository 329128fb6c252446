// The `test` of journeys with many tabs: a gateway before Keycloak, a site for the libraries, a realm with rotation on.
import type { BrowserContext } from '@playwright/test';
import type { Settings } from '../../tabs/driver.ts';
import type { KeycloakAdmin } from '../admin.mjs';
import { environment } from '../environment.mjs';
import { makePerson, type Person } from '../people.mjs';
import { makeRealm, removeRealm, type TestRealm } from '../realms.ts';
import { realmPatience, test as base } from '../test.ts';
import { Crowd } from './crowd.ts';
import { Gateway } from './gateway.ts';
import { Site, type Library } from './site.ts';

export { expect } from '@playwright/test';

export interface CrowdWishes extends Partial<Pick<Settings, 'storage' | 'dpop'>> {
  readonly tabs?: number;
  /** How many seconds an access token lives. */
  readonly tokenLife?: number;
  /** Who signs in: by default somebody new, `null` for nobody. */
  readonly person?: Person | null;
  readonly context?: BrowserContext;
  /** By which name the application is reached. `127.0.0.1` makes Keycloak, at `localhost`, another site. */
  readonly host?: 'localhost' | '127.0.0.1';
}

interface TestFixtures {
  /** Many tabs of this library, with one person signed in. */
  crowdOf: (library: Library, wishes?: CrowdWishes) => Promise<Crowd>;
}

interface WorkerFixtures {
  gateway: Gateway;
  site: Site;
  tabsRealm: TestRealm;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  // Nine pictures of empty pages tell nothing.
  screenshot: 'off',

  gateway: [
    async ({}, use) => {
      const gateway = await Gateway.open(environment.keycloakUrl);
      await use(gateway);
      await gateway.close();
    },
    { scope: 'worker' },
  ],

  site: [
    async ({}, use) => {
      const site = await Site.open();
      await use(site);
      await site.close();
    },
    { scope: 'worker' },
  ],

  tabsRealm: [
    async ({ admin, site, mail }, use) => {
      const settings = () => ({ revokeRefreshToken: true, refreshTokenMaxReuse: 0 });
      const realm = await makeRealm(admin, 'tabs', { origin: site.origin(), mailPort: mail.port, settings });
      await use(realm);
      await removeRealm(admin, realm);
    },
    { scope: 'worker', timeout: realmPatience },
  ],

  crowdOf: async ({ context, admin, gateway, site, tabsRealm }, use) => {
    await use(async (library, wishes = {}) => {
      const { tabs = 8, tokenLife = 300, storage = 'memory', host = 'localhost', dpop = false } = wishes;
      const issuer = `${gateway.origin()}/realms/${tabsRealm.name}`;
      const clientId = `${library}-${tokenLife}${dpop ? '-bound' : ''}`;
      const attributes = dpop ? bound : {};
      await ensureClient(admin, tabsRealm.name, clientId, [site.origin(), site.origin('127.0.0.1')], tokenLife, attributes);
      const application = { origin: site.origin(host), path: site.add(library, { issuer, clientId, storage, dpop }) };
      const person = wishes.person === undefined ? await makePerson(admin, tabsRealm.name) : wishes.person;
      return Crowd.gather(wishes.context ?? context, gateway, application, tabs, person ?? undefined);
    });
    gateway.fate = () => ({});
    gateway.down = false;
  },
});

/** Keycloak gives this client no token without a proof of possession, and takes no request that was not pushed. */
const bound = { 'dpop.bound.access.tokens': 'true', 'require.pushed.authorization.requests': 'true' };

/** A public client of the application, known at these origins. */
export async function ensureClient(
  admin: KeycloakAdmin,
  realm: string,
  clientId: string,
  origins: readonly string[],
  tokenLife: number,
  attributes: Readonly<Record<string, string>> = {},
): Promise<void> {
  const known = (await admin.get(`realms/${realm}/clients?${new URLSearchParams({ clientId })}`)) as unknown[];
  if (known.length > 0) return;
  const addresses = origins.map((origin) => `${origin}/*`);
  await admin.post(`realms/${realm}/clients`, {
    clientId,
    publicClient: true,
    standardFlowEnabled: true,
    directAccessGrantsEnabled: false,
    redirectUris: addresses,
    webOrigins: origins,
    attributes: {
      'post.logout.redirect.uris': addresses.join('##'),
      'access.token.lifespan': String(tokenLife),
      ...attributes,
    },
  });
}
