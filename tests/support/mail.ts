// The letters that Keycloak sends in a journey: an inbox per worker, on a port of its own.
import { expect } from '@playwright/test';
import { Inbox } from '../inbox/inbox.mjs';

export class MailServer {
  readonly #inbox: Inbox;

  private constructor(inbox: Inbox) {
    this.#inbox = inbox;
  }

  static async open(): Promise<MailServer> {
    return new MailServer(await Inbox.open());
  }

  get port(): number {
    return this.#inbox.port;
  }

  close(): Promise<void> {
    return this.#inbox.close();
  }

  /** The texts of the letters to this address, oldest first. */
  lettersTo(address: string): readonly string[] {
    return this.#inbox.lettersTo(address).map(({ text }) => text).reverse();
  }

  /** Waits for the newest letter to this address and answers the first link in it. */
  async linkIn(address: string, count = 1): Promise<string> {
    const { links: [link] } = await this.#inbox.letterTo(address, { count });
    expect(this.lettersTo(address), `letters to ${address}`).toHaveLength(count);
    if (link === undefined) throw new Error(`no link in the letter to ${address}`);
    return link;
  }
}
