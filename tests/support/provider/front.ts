// The small proxy between page and provider. It is the provider's only public address, so a test sees each request as the page
// sent it, and can lose, delay, repeat or rewrite what passes.
import { Agent, createServer, request as forwardTo, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Fault } from '../faults.ts';
import { listen, portOf, shut } from '../server.ts';

/** A request that came by, body read. */
export interface Passed {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Of the answer; nothing while there is none, or when it was lost. */
  status?: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * Stands in the way of requests to one path. `pass` lets the request through, as often as it is called, and resolves with the
 * provider's answer; what is returned goes to the page. Nothing returned: the connection breaks.
 */
export type Interception = (request: Passed, pass: (target?: URL) => Promise<Answer>) => Promise<Answer | undefined> | Answer | undefined;

/** An endpoint that is broken in this way. */
export function suffering(fault: Fault): Interception {
  if (fault === 'gone') return () => undefined;
  if (fault === 'silent') return () => new Promise(() => undefined);
  const { status, contentType, body } = fault;
  return () => ({ status, headers: { 'content-type': contentType, 'access-control-allow-origin': '*' }, body });
}

/** Lets requests through, and rewrites the JSON that comes back. */
export function rewriting(change: (json: Record<string, unknown>) => Promise<object> | object): Interception {
  return async (_, pass) => {
    const answer = await pass();
    return { ...answer, body: JSON.stringify(await change(JSON.parse(answer.body) as Record<string, unknown>)) };
  };
}

export class Front {
  /** All requests so far, preflights apart. */
  readonly passed: Passed[] = [];
  readonly #interceptions = new Map<string, Interception>();
  readonly #server = createServer((request, response) => void this.#handle(request, response));
  readonly #agent = new Agent({ keepAlive: true });
  #inner = 0;

  static async open(port = 0): Promise<Front> {
    const front = new Front();
    await listen(front.#server, { host: 'localhost', port });
    return front;
  }

  get origin(): string {
    return `http://localhost:${portOf(this.#server)}`;
  }

  /** Where the provider itself listens. */
  leadTo(port: number): void {
    this.#inner = port;
  }

  intercept(path: string, interception: Interception): void {
    this.#interceptions.set(path, interception);
  }

  /** Only the next request to this path. */
  interceptOnce(path: string, interception: Interception): void {
    this.intercept(path, (request, pass) => {
      this.letPass(path);
      return interception(request, pass);
    });
  }

  letPass(path: string): void {
    this.#interceptions.delete(path);
  }

  /** Requests to this path so far. */
  to(path: string): readonly Passed[] {
    return this.passed.filter((request) => request.path === path);
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    await shut(this.#server);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin);
    const body = await text(request);
    const { method = 'GET', headers } = request;
    const pass = (target = url): Promise<Answer> => this.#forward(method, target, headers, body);
    const seen: Passed = { method, path: url.pathname, query: url.searchParams, form: new URLSearchParams(body), headers };
    const interception = method === 'OPTIONS' ? undefined : this.#interceptions.get(url.pathname);
    if (method !== 'OPTIONS') this.passed.push(seen);
    const answer = await (interception === undefined ? pass() : interception(seen, pass));
    if (answer === undefined) {
      response.destroy();
      return;
    }
    seen.status = answer.status;
    response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) }).end(answer.body);
  }

  #forward(method: string, url: URL, headers: IncomingHttpHeaders, body: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const path = url.pathname + url.search;
      const forwarded = forwardTo({ port: this.#inner, host: '127.0.0.1', method, path, headers, agent: this.#agent }, (response) => {
        text(response).then((answered) => {
          const { 'transfer-encoding': _, connection: __, ...kept } = response.headers;
          resolve({ status: response.statusCode ?? 502, headers: kept, body: answered });
        }, reject);
      });
      forwarded.on('error', () => resolve({ status: 502, headers: { 'content-type': 'text/plain' }, body: 'the provider is down' }));
      forwarded.end(body);
    });
  }
}

async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
