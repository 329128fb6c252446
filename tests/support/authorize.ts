// The start of every journey through the pages: an application sends the person to Keycloak (OpenID Connect Core 3.1.2.1).
import { randomBytes } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import type { TestRealm } from './realms.ts';
import type { Journey } from './test.ts';

export interface AuthorizeWishes {
  readonly loginHint?: string;
  readonly prompt?: string;
  /** A required action that the application asks for, CONFIGURE_TOTP for one. */
  readonly action?: string;
  readonly realm?: TestRealm;
}

export function authorizationUrl(realm: TestRealm, language: string, wishes: AuthorizeWishes = {}): string {
  const query = new URLSearchParams({
    client_id: realm.clientId,
    redirect_uri: realm.redirectUri,
    response_type: 'code',
    scope: 'openid',
    state: randomBytes(8).toString('hex'),
    ui_locales: language,
  });
  if (wishes.loginHint !== undefined) query.set('login_hint', wishes.loginHint);
  if (wishes.prompt !== undefined) query.set('prompt', wishes.prompt);
  if (wishes.action !== undefined) query.set('kc_action', wishes.action);
  return `${realm.issuer}/protocol/openid-connect/auth?${query}`;
}

export async function authorize(journey: Journey, wishes: AuthorizeWishes = {}): Promise<void> {
  await journey.page.goto(authorizationUrl(wishes.realm ?? journey.realm, journey.language, wishes));
}

/** The person is signed in: back at the application, with a code. */
export async function expectSignedIn(page: Page): Promise<void> {
  await page.waitForURL(/[?&]code=/);
  await expect(page.getByRole('heading', { name: 'Back at the application' })).toBeVisible();
}
