// A mail server that keeps what Keycloak sends (RFC 5321, the few commands that Keycloak uses).
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect } from '@playwright/test';

interface Letter {
  readonly to: string;
  readonly text: string;
}

export class MailServer {
  readonly #letters: Letter[] = [];
  readonly #server = createServer((socket) => this.#serve(socket));

  static async open(): Promise<MailServer> {
    const mail = new MailServer();
    await new Promise<void>((resolve) => mail.#server.listen(0, '127.0.0.1', resolve));
    return mail;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  lettersTo(address: string): readonly string[] {
    return this.#letters.filter(({ to }) => to === address.toLowerCase()).map(({ text }) => text);
  }

  /** Waits for the newest letter to this address and answers the first link in it. */
  async linkIn(address: string, count = 1): Promise<string> {
    await expect.poll(() => this.lettersTo(address).length, { message: `letters to ${address}` }).toBe(count);
    const link = /https?:\/\/[^\s"<>]+/.exec(this.lettersTo(address).at(-1) ?? '')?.[0];
    if (link === undefined) throw new Error(`no link in the letter to ${address}`);
    return link.replaceAll('&amp;', '&');
  }

  #serve(socket: Socket): void {
    let unread = '';
    let recipients: string[] = [];
    let body: string[] | undefined;
    socket.setEncoding('utf8');
    socket.on('error', () => socket.destroy());
    socket.write('220 journeys\r\n');
    socket.on('data', (chunk: string) => {
      unread += chunk;
      for (let end = unread.indexOf('\r\n'); end >= 0; end = unread.indexOf('\r\n')) {
        const line = unread.slice(0, end);
        unread = unread.slice(end + 2);
        if (body !== undefined && line !== '.') {
          body.push(line);
          continue;
        }
        if (body !== undefined) {
          const text = decodeQuotedPrintable(body.join('\n'));
          this.#letters.push(...recipients.map((to) => ({ to, text })));
          [body, recipients] = [undefined, []];
          socket.write('250 kept\r\n');
          continue;
        }
        const recipient = /^RCPT TO:<([^>]*)>/i.exec(line)?.[1];
        if (recipient !== undefined) recipients.push(recipient.toLowerCase());
        if (/^DATA/i.test(line)) body = [];
        socket.write(/^DATA/i.test(line) ? '354 go on\r\n' : /^QUIT/i.test(line) ? '221 bye\r\n' : '250 fine\r\n');
      }
    });
  }
}

function decodeQuotedPrintable(text: string): string {
  return text
    .replaceAll('=\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
