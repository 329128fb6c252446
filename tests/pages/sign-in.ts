// login, login-username and login-password: who is signing in, and the password.
import type { Locator } from '@playwright/test';
import { authorize, type AuthorizeWishes } from '../support/authorize.ts';
import type { Journey } from '../support/test.ts';
import { KeycloakPage } from './keycloak-page.ts';

export class SignInPage extends KeycloakPage {
  readonly username: Locator;
  readonly password: Locator;
  readonly reveal: Locator;
  readonly rememberMe: Locator;
  readonly submit: Locator;
  readonly forgotPassword: Locator;

  constructor(journey: Pick<Journey, 'page' | 'texts'>) {
    super(journey);
    const { page, texts } = journey;
    this.username = page.getByLabel(texts.usernameOrEmail, { exact: true });
    this.password = page.getByLabel(texts.password, { exact: true });
    this.reveal = page.getByRole('button', { name: texts.showPassword });
    this.rememberMe = page.getByRole('checkbox', { name: texts.rememberMe });
    this.submit = page.getByRole('button', { name: texts.signIn, exact: true });
    this.forgotPassword = page.getByRole('link', { name: texts.forgotPassword });
  }

  static async open(journey: Journey, wishes: AuthorizeWishes = {}): Promise<SignInPage> {
    await authorize(journey, wishes);
    return new SignInPage(journey);
  }

  async signIn(person: { readonly username: string; readonly password: string }): Promise<void> {
    await this.username.fill(person.username);
    await this.password.fill(person.password);
    await this.submit.click();
  }
}
