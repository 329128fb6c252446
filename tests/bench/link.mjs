// The way between the browser and a server: a TCP relay that lets everything through late, as a distant network would.
import { connect, createServer } from 'node:net';

/** @import { AddressInfo, Server, Socket } from 'node:net' */

/**
 * Half a round trip each way for every piece, one whole round trip before the first piece of a connection, since that is what
 * opening one takes, and TCP's slow start: what is sent before the first is acknowledged is ten segments at most, and doubles
 * from there. The same for everybody: beyond that no limit on bandwidth, nothing lost, no TLS.
 */
export class Link {
  #server;
  /** Bytes on the wire since `reset`, heads included. */
  sent = 0;
  received = 0;

  /** @param {Server} server */
  constructor(server) {
    this.#server = server;
  }

  /** @param {number} target the port behind it @param {number} roundTrip in milliseconds @returns {Promise<Link>} */
  static async open(target, roundTrip) {
    const server = createServer({ noDelay: true });
    const link = new Link(server);
    server.on('connection', (near) => {
      const far = connect({ port: target, host: '127.0.0.1', noDelay: true });
      const open = performance.now() + roundTrip;
      relay(near, far, roundTrip / 2, open, (bytes) => (link.sent += bytes));
      relay(far, near, roundTrip / 2, open, (bytes) => (link.received += bytes));
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
    return link;
  }

  get port() {
    return /** @type {AddressInfo} */ (this.#server.address()).port;
  }

  get origin() {
    return `http://localhost:${this.port}`;
  }

  reset() {
    this.sent = 0;
    this.received = 0;
  }

  close() {
    this.#server.close();
  }
}

/**
 * Passes on what one socket says to the other, later and in order.
 *
 * @param {Socket} from @param {Socket} to @param {number} delay @param {number} open when the connection stands
 * @param {(bytes: number) => void} count
 */
function relay(from, to, delay, open, count) {
  /** @type {Buffer[]} */
  const waiting = [];
  let window = firstWindow;
  let under = 0;
  let due = 0;
  /** @param {() => void} act */
  const later = (act) => {
    due = Math.max(due, Math.max(open, performance.now()) + delay);
    setTimeout(act, due - performance.now());
  };
  const send = () => {
    for (let piece; under < window && (piece = waiting.shift()) !== undefined; ) {
      const part = piece.subarray(0, window - under);
      if (part.length < piece.length) waiting.unshift(piece.subarray(part.length));
      under += part.length;
      later(() => {
        if (to.writable) to.write(part);
        setTimeout(() => acknowledged(part.length), delay);
      });
    }
  };
  /** @param {number} bytes */
  const acknowledged = (bytes) => {
    under -= bytes;
    window += bytes;
    send();
  };
  const end = () => (waiting.length === 0 ? later(() => to.end()) : setTimeout(end, delay));
  from.on('data', (piece) => {
    count(piece.length);
    waiting.push(piece);
    send();
  });
  from.on('end', end);
  from.on('close', end);
  from.on('error', () => later(() => to.destroy()));
}

/** Ten segments (RFC 6928). */
const firstWindow = 10 * 1460;
