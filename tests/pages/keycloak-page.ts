// What every page of the sign-in has: heading, message, who is signing in, the ways out of it.
import { expect, type Locator, type Page } from '@playwright/test';
import type { Journey } from '../support/test.ts';

export class KeycloakPage {
  readonly page: Page;
  readonly heading: Locator;
  readonly alert: Locator;
  /** Starts over as somebody else. */
  readonly notYou: Locator;
  readonly tryAnotherWay: Locator;
  readonly languageMenu: Locator;

  constructor({ page, texts }: Pick<Journey, 'page' | 'texts'>) {
    this.page = page;
    this.heading = page.getByRole('heading', { level: 1 });
    this.alert = page.getByRole('alert');
    this.notYou = page.getByRole('link', { name: texts.notYou });
    this.tryAnotherWay = page.getByRole('button', { name: texts.tryAnotherWay });
    this.languageMenu = page.locator('summary').filter({ hasText: texts.language });
  }

  async expectHeading(title: string | RegExp): Promise<void> {
    await expect(this.heading).toHaveText(title);
  }

  /** The field is marked as wrong, in words that a screen reader reads with it, and has the focus. */
  async expectFieldError(field: Locator, words: string | RegExp): Promise<void> {
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(field).toHaveAccessibleDescription(words);
  }
}
