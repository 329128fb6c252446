// login-config-totp: enrolment of an authenticator app.
import { expect, type Locator } from '@playwright/test';
import { readQrCode } from '../support/qr.mjs';
import type { Journey } from '../support/test.ts';
import { Authenticator } from '../support/totp.mjs';
import { KeycloakPage } from './keycloak-page.ts';

export class AuthenticatorSetupPage extends KeycloakPage {
  readonly code: Locator;
  readonly deviceName: Locator;
  readonly submit: Locator;
  readonly unableToScan: Locator;
  readonly key: Locator;
  readonly picture: Locator;

  constructor(journey: Journey) {
    super(journey);
    const { page, texts } = journey;
    this.code = page.getByLabel(texts.oneTimeCode, { exact: true });
    this.deviceName = page.getByLabel(texts.deviceName);
    this.submit = page.getByRole('button', { name: texts.submit, exact: true });
    this.unableToScan = page.getByText(texts.unableToScan);
    this.key = page.locator('#kc-totp-secret-key');
    this.picture = page.locator('#kc-totp-secret-qr-code');
  }

  /** Holds the phone's camera to the screen. */
  async scan(): Promise<Authenticator> {
    return Authenticator.fromUri(await this.scanUri());
  }

  async scanUri(): Promise<string> {
    const read = async (): Promise<string | undefined> => readQrCode(await this.page.screenshot({ fullPage: true }));
    let uri: string | undefined;
    await expect.poll(async () => (uri = await read()), { message: 'the QR code in the picture of the page' }).toBeDefined();
    return uri ?? '';
  }

  /** Reads the key off the screen and types it into the phone. */
  async readKey(): Promise<Authenticator> {
    return Authenticator.fromKey(await this.readKeyText());
  }

  async readKeyText(): Promise<string> {
    if (!(await this.key.isVisible())) await this.unableToScan.click();
    return (await this.key.innerText()).trim();
  }

  async finish(code: string, deviceName: string): Promise<void> {
    await this.deviceName.fill(deviceName);
    await this.code.fill(code);
    await this.submit.click();
  }
}
