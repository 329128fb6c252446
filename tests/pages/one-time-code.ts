// login-otp: the code of the authenticator app.
import type { Locator } from '@playwright/test';
import { expectAllIslandsAlive } from '../support/islands.ts';
import type { Journey } from '../support/test.ts';
import { KeycloakPage } from './keycloak-page.ts';

export class OneTimeCodePage extends KeycloakPage {
  readonly code: Locator;
  readonly submit: Locator;
  readonly #scripts: boolean;

  constructor(journey: Journey) {
    super(journey);
    this.code = journey.page.getByLabel(journey.texts.oneTimeCode, { exact: true });
    this.submit = journey.page.getByRole('button', { name: journey.texts.signIn, exact: true });
    this.#scripts = journey.scripts;
  }

  /** The form goes off by itself after the last digit where scripts run; else the button sends it. */
  async enter(code: string): Promise<void> {
    if (this.#scripts) await expectAllIslandsAlive(this.page);
    await this.code.fill(code);
    if (!this.#scripts) await this.submit.click();
  }
}
