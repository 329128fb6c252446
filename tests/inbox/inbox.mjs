// A mail server that keeps what it is sent, in memory: the demo and the journeys read Keycloak's letters here.
import { SMTPServer } from 'smtp-server';
import { readLetter } from './letter.mjs';

/**
 * @import { AddressInfo } from 'node:net'
 * @import { Readable } from 'node:stream'
 * @import { SMTPServerSession } from 'smtp-server'
 * @import { Letter } from './letter.mjs'
 * @typedef {{ address: string, count: number, resolve: (letter: Letter) => void, reject: (reason: Error) => void }} Waiter
 */

/** How many letters are kept: with one more, the oldest goes. */
export const capacity = 200;

/** The largest letter that is taken, in bytes. Keycloak's have a few thousand. */
export const largest = 1024 * 1024;

export class Inbox {
  /** Newest first. @type {Letter[]} */
  #letters = [];
  /** @type {Set<Waiter>} */
  #waiters = new Set();
  #server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    size: largest,
    onData: (stream, session, answer) => {
      this.#take(stream, session).then(() => answer(), answer);
    },
  });

  /** Listens on this machine only; port 0 is any free one. Rejects with `EADDRINUSE` when the port is busy. */
  static async open({ port = 0 } = {}) {
    const inbox = new Inbox();
    await inbox.#listen(port);
    return inbox;
  }

  get port() {
    return /** @type {AddressInfo} */ (this.#server.server.address()).port;
  }

  /** All letters, newest first. @returns {readonly Letter[]} */
  get letters() {
    return this.#letters;
  }

  /** @param {string} id */
  letter(id) {
    return this.#letters.find((letter) => letter.id === id);
  }

  /** Newest first. @param {string} address */
  lettersTo(address) {
    return this.#letters.filter(({ to }) => to.includes(address.toLowerCase()));
  }

  /**
   * The newest letter to this address, as soon as there are so many to it. Rejects after `patience` milliseconds.
   * @param {string} address
   * @param {{ count?: number, patience?: number }} [wish]
   * @returns {Promise<Letter>}
   */
  letterTo(address, { count = 1, patience = 10_000 } = {}) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const found = this.lettersTo(address).length;
        settled(() => reject(new Error(`${found} of ${count} letters to ${address} within ${patience} ms`)));
      }, patience);
      /** @param {() => void} settle */
      const settled = (settle) => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        settle();
      };
      /** @type {Waiter} */
      const waiter = {
        address,
        count,
        resolve: (letter) => settled(() => resolve(letter)),
        reject: (reason) => settled(() => reject(reason)),
      };
      this.#waiters.add(waiter);
      this.#serveWaiters();
    });
  }

  /** @returns {Promise<void>} */
  close() {
    for (const waiter of this.#waiters) waiter.reject(new Error(`no letter to ${waiter.address}: the inbox is closed`));
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  /** @param {number} port @returns {Promise<void>} */
  #listen(port) {
    return new Promise((resolve, reject) => {
      // Heard for as long as the server lives: a client that breaks off is an error too, and its own business.
      this.#server.on('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
  }

  /** @param {Readable & { sizeExceeded: boolean }} stream @param {SMTPServerSession} session */
  async #take(stream, { envelope }) {
    /** @type {Buffer[]} */
    const chunks = [];
    // Read to its end in any case: only then can the client hear the answer.
    for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk);
    if (stream.sizeExceeded) throw Object.assign(new Error('letter too large'), { responseCode: 552 });
    const recipients = envelope.rcptTo.map(({ address }) => address);
    this.#letters.unshift(await readLetter(Buffer.concat(chunks), recipients));
    this.#letters.length = Math.min(this.#letters.length, capacity);
    this.#serveWaiters();
  }

  #serveWaiters() {
    for (const waiter of this.#waiters) {
      const found = this.lettersTo(waiter.address);
      const [newest] = found;
      if (newest !== undefined && found.length >= waiter.count) waiter.resolve(newest);
    }
  }
}
