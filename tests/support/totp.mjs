// The person's authenticator app: gives codes for a secret, and never one that Keycloak has already seen.
import { Secret, TOTP } from 'otpauth';

const period = 30;

export class Authenticator {
  #totp;
  #lastCounter = -1;

  /** @param {Secret} secret */
  constructor(secret) {
    this.#totp = new TOTP({ secret, algorithm: 'SHA1', digits: 6, period });
  }

  /** From the raw secret that Keycloak stores (its bytes are the text's). @param {string} secret */
  static fromStoredSecret(secret) {
    return new Authenticator(Secret.fromUTF8(secret));
  }

  /** From the base32 key that a person types when a picture cannot be scanned. @param {string} key */
  static fromKey(key) {
    return new Authenticator(Secret.fromBase32(key.replaceAll(/[\s-]/g, '')));
  }

  /** From what the QR code says. @param {string} uri */
  static fromUri(uri) {
    if (!uri.startsWith('otpauth://totp/')) throw new Error(`not a time-based otpauth URI: ${uri}`);
    const fields = new URL(uri).searchParams;
    if ((fields.get('period') ?? '30') !== '30') throw new Error(`unexpected period in ${uri}`);
    return Authenticator.fromKey(fields.get('secret') ?? '');
  }

  /**
   * A code that was not used yet. Keycloak refuses a code twice but looks one period ahead, so the next period's
   * code is good at once; a third code within a period has to wait for the clock.
   */
  async nextCode() {
    const counter = Math.max(this.#lastCounter + 1, currentCounter());
    await until(() => counter <= currentCounter() + 1);
    this.#lastCounter = counter;
    return this.#at(counter);
  }

  /** Six digits that the server refuses now: they belong to none of the periods around. */
  wrongCode() {
    const good = new Set([-2, -1, 0, 1, 2, 3].map((step) => this.#at(currentCounter() + step)));
    for (let guess = 0; ; guess += 1) {
      const code = String(guess).padStart(6, '0');
      if (!good.has(code)) return code;
    }
  }

  /** @param {number} counter */
  #at(counter) {
    return this.#totp.generate({ timestamp: counter * period * 1000 });
  }
}

function currentCounter() {
  return Math.floor(Date.now() / 1000 / period);
}

/** @param {() => boolean} condition */
async function until(condition) {
  while (!condition()) await new Promise((resume) => setTimeout(resume, 200));
}
