// The demo: what a person sees of AgentDesk before and after sign-in.
import { expect, type Locator, type Page } from '@playwright/test';
import { environment } from '../support/environment.mjs';
import { agentDeskClient, type TestRealm } from '../support/realms.ts';
import type { Person } from '../support/people.mjs';
import { textsOf } from '../support/texts.ts';
import { SignInPage } from './sign-in.ts';

export class AgentDesk {
  readonly page: Page;
  readonly signInButton: Locator;
  readonly tryAgainButton: Locator;
  readonly alert: Locator;
  readonly session: Locator;
  readonly log: Locator;
  readonly signInPage: SignInPage;

  private constructor(page: Page) {
    this.page = page;
    this.signInButton = page.getByRole('button', { name: 'Sign in', exact: true });
    this.tryAgainButton = page.getByRole('button', { name: 'Try again', exact: true });
    this.alert = page.getByRole('alert').filter({ visible: true }).filter({ hasText: /./ });
    this.session = page.getByRole('complementary', { name: 'Your session' });
    this.log = page.getByRole('list', { name: 'Session log' });
    this.signInPage = new SignInPage({ page, texts: textsOf.en });
  }

  /** AgentDesk set up for this realm, as whoever deploys it would: by its config.json. */
  static async setUp(page: Page, realm: TestRealm): Promise<AgentDesk> {
    const json = { issuer: realm.issuer, clientId: agentDeskClient };
    await page.context().route('**/config.json', (route) => route.fulfill({ json }));
    return new AgentDesk(page);
  }

  async open(path = ''): Promise<void> {
    await this.page.goto(`${environment.demoUrl}/${path}`);
  }

  /** A person without a role has no second factor. */
  async signIn(person: Person): Promise<void> {
    await this.open();
    await this.signInButton.click();
    await this.signInPage.signIn(person);
    await expect(this.session).toBeVisible();
  }

  async signOut(): Promise<void> {
    await this.page.locator('button[aria-controls="person-menu"]').click();
    await this.page.getByRole('button', { name: 'Sign out' }).click();
    await expect(this.signInButton).toBeVisible();
  }

  /** What went wrong, by the code that a person would read out to their support. */
  async expectTrouble(code: string): Promise<void> {
    await expect(this.alert.getByText(code, { exact: true })).toBeVisible();
    await expect(this.page, 'neither code nor state stay in the address').not.toHaveURL(/[?&#](code|state|error)=/);
  }

  /** After trouble the same person still gets in, by the button that is offered. */
  async expectNothingLost(person: Person): Promise<void> {
    const button = this.tryAgainButton.or(this.signInButton);
    await button.click();
    await expect(this.session.or(this.signInPage.username).or(this.signInButton)).toBeVisible();
    if (await this.signInButton.isVisible()) await this.signInButton.click();
    await expect(this.session.or(this.signInPage.username)).toBeVisible();
    if (await this.signInPage.username.isVisible()) await this.signInPage.signIn(person);
    await expect(this.session).toBeVisible();
  }
}
