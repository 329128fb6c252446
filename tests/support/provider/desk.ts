// The desk in a browser: what a person sees and presses, and what the app's own code asks of the session object.
import { expect, type Locator, type Page, type Request } from '@playwright/test';
import type { Auth, AuthConfig, AuthErrorCode, AuthErrorKind, StartOptions } from '../../../pkg/index.d.ts';
import { clientId, endpoints } from './configuration.ts';
import type { DeskSite } from './desk-site.ts';
import type { Person } from './people.ts';
import type { SecondProvider } from './second-provider.ts';

declare global {
  interface Window {
    deskSetUp: Record<string, DeskSetUp>;
    desk: Record<string, Auth>;
    part(name: 'device'): Promise<typeof import('../../../pkg/device.d.ts')>;
    part(name: 'exchange'): Promise<typeof import('../../../pkg/exchange.d.ts')>;
  }
}

/** How the desk is configured for one provider. With `start` it starts by itself when it is loaded. */
export type DeskSetUp = AuthConfig & { readonly start?: StartOptions | undefined };

/** What became of a call to the session object. */
export type Outcome<Value> =
  | { readonly value: Value; readonly error?: undefined }
  | { readonly value?: undefined; readonly error: { readonly code: AuthErrorCode; readonly kind: AuthErrorKind; readonly message: string } };

export class Desk {
  readonly page: Page;
  readonly #origin: string;
  readonly #name: string;
  readonly #section: Locator;

  private constructor(page: Page, origin: string, name: string) {
    this.page = page;
    this.#origin = origin;
    this.#name = name;
    this.#section = page.getByRole('region', { name });
  }

  /** One desk for each provider, all in this page. */
  static async setUp(page: Page, origin: string, setUps: Record<string, DeskSetUp>): Promise<Desk[]> {
    await page.addInitScript((given) => void (window.deskSetUp = given), setUps);
    return Object.keys(setUps).map((name) => new Desk(page, origin, name));
  }

  async open(path = '/'): Promise<void> {
    await this.page.goto(this.#origin + path);
  }

  /** Where the session stands, why, and whose it is, as the person sees it: `signed-in amira`. */
  async expectStatus(words: string | RegExp): Promise<void> {
    await expect(this.#section.getByRole('status')).toHaveText(words);
  }

  async pressSignIn(): Promise<void> {
    await this.#section.getByRole('button', { name: 'Sign in', exact: true }).click();
  }

  async pressSignInBeside(): Promise<void> {
    await this.#section.getByRole('button', { name: 'Sign in beside' }).click();
  }

  async pressSignOut(): Promise<void> {
    await this.#section.getByRole('button', { name: 'Sign out', exact: true }).click();
  }

  /** Signs in from wherever the desk is, by its button. */
  async signIn(person: Person): Promise<void> {
    await this.pressSignIn();
    await new ProviderPage(this.page).signIn(person);
    await this.expectStatus(`signed-in ${person.username}`);
  }

  /** Calls the session object as the app's own code would. The call must not use anything of the test but `argument`. */
  ask<Value, Argument = undefined>(
    call: (auth: Auth, argument: Argument) => Promise<Value> | Value,
    argument?: Argument,
  ): Promise<Outcome<Value>> {
    return this.page.evaluate(
      async ({ source, name, argument }) => {
        const auth = window.desk[name];
        const call = new Function(`return (${source})`)();
        try {
          return { value: await call(auth, argument) };
        } catch (error) {
          if (!(error instanceof Error) || error.name !== 'AuthError') throw error;
          const { code, kind, message } = error as Error & { code: AuthErrorCode; kind: AuthErrorKind };
          return { error: { code, kind, message } };
        }
      },
      { source: call.toString(), name: this.#name, argument },
    ) as Promise<Outcome<Value>>;
  }

  /** As `ask`, where nothing may go wrong. */
  async told<Value, Argument = undefined>(
    call: (auth: Auth, argument: Argument) => Promise<Value> | Value,
    argument?: Argument,
  ): Promise<Value> {
    const { value, error } = await this.ask(call, argument);
    if (error !== undefined) throw new Error(`${error.code}: ${error.message}`);
    return value as Value;
  }

  /** What the app gets when it calls an API through the session object: the status, or the session object's error code. */
  async call(address: string): Promise<number | string> {
    const { value, error } = await this.ask((auth, url) => auth.fetch(url).then(({ status }) => status), address);
    return value ?? error?.code ?? '';
  }

  accessToken(): Promise<string> {
    return this.told((auth) => auth.accessToken());
  }

  /** Has the session object refresh at once, as after an API refused its token. */
  async refresh(): Promise<Outcome<string>> {
    return this.ask(async (auth) => auth.accessToken({ insteadOf: await auth.accessToken() }));
  }
}

/** The configuration that every desk has, for this provider. */
export function setUpFor(provider: SecondProvider, origin: string, more: Partial<DeskSetUp> = {}): DeskSetUp {
  return {
    issuer: provider.issuer,
    clientId,
    scope: 'profile email',
    redirectUri: `${origin}/`,
    silentRedirectUri: `${origin}/silent.html`,
    start: { onLoad: 'check-sso' },
    ...more,
  };
}

/** The provider's pages. */
export class ProviderPage {
  readonly page: Page;
  readonly name: Locator;
  readonly password: Locator;
  readonly code: Locator;

  constructor(page: Page) {
    this.page = page;
    this.name = page.getByLabel('Name');
    this.password = page.getByLabel('Password');
    this.code = page.getByLabel('One-time code');
  }

  async signIn(person: Person): Promise<void> {
    await this.name.fill(person.username);
    await this.password.fill(person.password);
    const wantsCode = await this.code.isVisible();
    if (wantsCode) await this.code.fill(person.code);
    await (wantsCode ? this.code : this.password).press('Enter');
  }

  async cancel(): Promise<void> {
    await this.page.getByRole('button', { name: 'Cancel' }).click();
  }
}

/** The next request for authorization that leaves the page itself, not one in a hidden frame. */
export function departure(page: Page): Promise<Request> {
  return page.waitForRequest(
    (request) => request.frame() === page.mainFrame() && new URL(request.url()).pathname === endpoints.authorization,
  );
}

export type { DeskSite };
