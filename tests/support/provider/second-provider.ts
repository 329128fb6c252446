// npm `oidc-provider`, a certified OpenID provider, in this process behind a front that a test can stand in.
import { createServer, type RequestListener, type Server } from 'node:http';
import { Provider } from 'oidc-provider';
import { listen, portOf, shut } from '../server.ts';
import { apiAudience, clientId, configurationOf, type Variant } from './configuration.ts';
import { Front } from './front.ts';
import { interact, interactionPath } from './interactions.ts';
import { makeKeys, type SigningKey } from './keys.ts';
import type { Person } from './people.ts';
import { Store } from './store.ts';
import { registerTokenExchange } from './token-exchange.ts';

export class SecondProvider {
  readonly front: Front;
  readonly store = new Store();
  readonly #variant: Variant;
  readonly #pages: readonly string[];
  readonly #server: Server;
  #keys: readonly SigningKey[];
  #provider: Provider;
  #answer: RequestListener = () => undefined;

  private constructor(front: Front, keys: readonly SigningKey[], pages: readonly string[], variant: Variant) {
    this.front = front;
    this.#keys = keys;
    this.#pages = pages;
    this.#variant = variant;
    this.#provider = this.#begin();
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  /** A provider whose client has its pages at these origins. */
  static async open(pages: readonly string[], variant: Variant = {}, port = 0): Promise<SecondProvider> {
    const provider = new SecondProvider(await Front.open(port), await sharedKeys(), pages, variant);
    await listen(provider.#server, { host: '127.0.0.1' });
    provider.front.leadTo(portOf(provider.#server));
    return provider;
  }

  get issuer(): string {
    return this.front.origin;
  }

  get keys(): readonly SigningKey[] {
    return this.#keys;
  }

  /** What the protected API asks about an access token that says nothing by itself. */
  get accessTokens(): Provider['AccessToken'] {
    return this.#provider.AccessToken;
  }

  /** An opaque access token without a sign-in, bound to the key with this thumbprint if one is given. */
  async issueAccessToken(person: Person, key?: string): Promise<string> {
    const client = await this.#provider.Client.find(clientId);
    if (client === undefined) throw new Error('the provider has a client');
    const token = new this.#provider.AccessToken({ accountId: person.sub, client, grantId: 'none', scope: 'openid', gty: 'authorization_code' });
    if (key !== undefined) token.setThumbprint('jkt', key);
    return token.save();
  }

  /** From now on it signs with other keys; who is signed in stays so. The earlier ones are no longer published. */
  async changeKeys(): Promise<void> {
    this.#keys = await makeKeys();
    this.#provider = this.#begin();
  }

  async close(): Promise<void> {
    await this.front.close();
    await shut(this.#server);
  }

  /** As at each start of a server: what it must remember is in the store. */
  #begin(): Provider {
    const surroundings = { store: this.store, keys: this.#keys, pages: this.#pages };
    const provider = new Provider(this.issuer, configurationOf(this.#variant, surroundings));
    registerTokenExchange(provider, apiAudience);
    const protocol = provider.callback();
    this.#answer = (request, response) => {
      if (request.url === '/favicon.ico') return void response.writeHead(204).end();
      if (request.url?.startsWith(interactionPath) !== true) return void protocol(request, response);
      interact(provider, request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
    };
    return provider;
  }
}

/** Making keys takes a while, and they are no secret: all providers of a worker have the same until they change them. */
let keysOfWorker: Promise<SigningKey[]> | undefined;
const sharedKeys = (): Promise<SigningKey[]> => (keysOfWorker ??= makeKeys());
