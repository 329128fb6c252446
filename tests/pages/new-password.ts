// login-update-password: a new password, twice.
import type { Locator } from '@playwright/test';
import type { Journey } from '../support/test.ts';
import { KeycloakPage } from './keycloak-page.ts';

export class NewPasswordPage extends KeycloakPage {
  readonly password: Locator;
  readonly confirmation: Locator;
  readonly submit: Locator;

  constructor(journey: Journey) {
    super(journey);
    const { page, texts } = journey;
    this.password = page.getByLabel(texts.newPassword, { exact: true });
    this.confirmation = page.getByLabel(texts.confirmPassword, { exact: true });
    this.submit = page.getByRole('button', { name: texts.submit, exact: true });
  }

  async choose(password: string, confirmation = password): Promise<void> {
    await this.password.fill(password);
    await this.confirmation.fill(confirmation);
    await this.submit.click();
  }
}
