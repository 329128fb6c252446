// login, login-username and login-password: who is signing in, and the password.
import type { Locator, Page } from '@playwright/test';
import { authorize, type AuthorizeWishes } from '../support/authorize.ts';
import type { Journey } from '../support/test.ts';
import type { Texts } from '../support/texts.ts';

export class SignInPage {
  readonly page: Page;
  readonly username: Locator;
  readonly password: Locator;
  readonly rememberMe: Locator;
  readonly submit: Locator;
  readonly forgotPassword: Locator;
  readonly alert: Locator;

  constructor(page: Page, texts: Texts) {
    this.page = page;
    this.username = page.getByLabel(texts.usernameOrEmail, { exact: true });
    this.password = page.getByLabel(texts.password, { exact: true });
    this.rememberMe = page.getByRole('checkbox', { name: texts.rememberMe });
    this.submit = page.getByRole('button', { name: texts.signIn, exact: true });
    this.forgotPassword = page.getByRole('link', { name: texts.forgotPassword });
    this.alert = page.getByRole('alert');
  }

  static async open(journey: Journey, wishes: AuthorizeWishes = {}): Promise<SignInPage> {
    await authorize(journey, wishes);
    return new SignInPage(journey.page, journey.texts);
  }

  async signIn(person: { readonly username: string; readonly password: string }): Promise<void> {
    await this.username.fill(person.username);
    await this.password.fill(person.password);
    await this.submit.click();
  }
}
