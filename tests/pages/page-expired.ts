// login-page-expired: somebody went back to a page that is out of date.
import type { Locator } from '@playwright/test';
import type { Journey } from '../support/test.ts';
import { KeycloakPage } from './keycloak-page.ts';

export class PageExpired extends KeycloakPage {
  readonly goOn: Locator;
  readonly startAgain: Locator;

  constructor(journey: Journey) {
    super(journey);
    this.goOn = journey.page.getByRole('link', { name: journey.texts.goOn });
    this.startAgain = journey.page.getByRole('link', { name: journey.texts.startAgain });
  }
}
