// A reverse proxy in front of Keycloak that counts what asks the token endpoint, and does to it what networks do.
import { Agent, createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { listen, portOf, shut } from '../server.ts';

export interface TokenRequest {
  /** When it came, on the clock of `performance.now()`. */
  readonly at: number;
  readonly grant: string;
  readonly clientId: string;
  /** Keycloak's answer, if it was asked and has answered. */
  status?: number;
  /** OAuth's `error` in that answer. */
  error?: string;
}

/** What shall become of a request for tokens. Without a word of it, nothing. */
export interface Fate {
  /** Keycloak gets it when this has settled. */
  readonly before?: () => Promise<unknown>;
  /** Keycloak has done its work; its answer goes on when this has settled. */
  readonly after?: () => Promise<unknown>;
  /**
   * Keycloak never gets the request, and nobody ever answers (`unheard`); or the connection breaks: before Keycloak has seen
   * the request, instead of its answer, or in the middle of it.
   */
  readonly lost?: 'unheard' | 'request' | 'answer' | 'half-answer';
}

export class Gateway {
  readonly tokenRequests: TokenRequest[] = [];
  /** How many requests came for the page where people sign in, shown or not. */
  authorizations = 0;
  fate: (request: TokenRequest) => Fate = () => ({});
  /** Takes no connection while this is true, as if nothing were there. */
  down = false;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #server: Server;

  private constructor(target: URL) {
    this.#server = createServer((request, answer) => {
      void this.#serve(target, request, answer).catch(() => answer.destroy());
    });
  }

  static async open(target: string): Promise<Gateway> {
    const gateway = new Gateway(new URL(target));
    await listen(gateway.#server, { host: '127.0.0.1' });
    return gateway;
  }

  /** `127.0.0.1` is another site than `localhost`, and the same proxy. */
  origin(host = 'localhost'): string {
    return `http://${host}:${portOf(this.#server)}`;
  }

  async close(): Promise<void> {
    await shut(this.#server);
    this.#agent.destroy();
  }

  async #serve(target: URL, request: IncomingMessage, answer: ServerResponse): Promise<void> {
    if (this.down) {
      request.socket.destroy();
      return;
    }
    const path = request.url ?? '/';
    if (path.includes('/protocol/openid-connect/auth?')) this.authorizations += 1;
    const body = await bytes(request);
    if (request.method === 'POST' && path.endsWith('/protocol/openid-connect/token')) {
      await this.#serveTokens(target, request, body, answer);
    } else {
      const response = await this.#forward(target, request, body);
      answer.writeHead(response.statusCode ?? 502, response.rawHeaders);
      response.pipe(answer);
    }
  }

  async #serveTokens(target: URL, request: IncomingMessage, body: Buffer, answer: ServerResponse): Promise<void> {
    const form = new URLSearchParams(body.toString());
    const seen: TokenRequest = {
      at: performance.now(),
      grant: form.get('grant_type') ?? '',
      clientId: form.get('client_id') ?? '',
    };
    this.tokenRequests.push(seen);
    const fate = this.fate(seen);
    await fate.before?.();
    if (fate.lost === 'unheard') return;
    if (fate.lost === 'request') {
      request.socket.destroy();
      return;
    }
    const response = await this.#forward(target, request, body);
    const content = await bytes(response);
    seen.status = response.statusCode ?? 0;
    if (seen.status >= 400) seen.error = errorIn(content);
    await fate.after?.();
    if (fate.lost === 'answer') {
      request.socket.destroy();
      return;
    }
    answer.writeHead(seen.status, response.rawHeaders);
    if (fate.lost === 'half-answer') {
      answer.write(content.subarray(0, content.length / 2), () => request.socket.destroy());
      return;
    }
    answer.end(content);
  }

  #forward(target: URL, { method, headers, url }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = target;
      // Keycloak names itself by the `Host` of the request: the proxy's.
      const forwarded = ask({ agent: this.#agent, hostname, port, method, path: url, headers }, resolve);
      forwarded.on('error', reject);
      forwarded.end(body);
    });
  }
}

async function bytes(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function errorIn(content: Buffer): string {
  try {
    return String((JSON.parse(content.toString()) as { error?: unknown }).error);
  } catch {
    return 'not JSON';
  }
}
