// An API that the desk calls: takes the provider's access tokens, JWT or opaque, and is strict about DPoP (RFC 9449, section 7)
// and about how well the person was authenticated (RFC 9470).
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { calculateJwkThumbprint, createLocalJWKSet, EmbeddedJWK, jwtVerify, type JWK } from 'jose';
import { listen, portOf, shut } from '../server.ts';
import { apiAudience } from './configuration.ts';
import { publicPart } from './keys.ts';
import type { SecondProvider } from './second-provider.ts';

/** What the API asks for besides a valid token. A test may change it at any time. */
export interface Demands {
  /** One of these authentication contexts. */
  acr?: string;
  /** Not longer ago than these seconds. */
  maxAge?: number;
  /** Of this client. */
  client?: string;
  /** Proofs must carry the newest nonce. */
  nonce?: boolean;
}

/** A request as the API saw it, and what it answered: `200`, or the error of its challenge. */
export interface Call {
  readonly scheme: string;
  readonly token: string;
  readonly proof: string | undefined;
  readonly answer: string;
}

/** What is known about a valid token. */
interface Bearer {
  readonly client: unknown;
  readonly acr: string | undefined;
  readonly authTime: number | undefined;
  /** The thumbprint of the key it is bound to. */
  readonly key: string | undefined;
}

export class ProtectedApi {
  readonly calls: Call[] = [];
  demands: Demands = {};
  readonly #provider: SecondProvider;
  readonly #pages: readonly string[];
  readonly #server = createServer((request, response) => void this.#handle(request, response));
  readonly #proofs = new Set<string>();
  readonly #refused = new Set<string>();
  #nonce = randomUUID();

  private constructor(provider: SecondProvider, pages: readonly string[]) {
    this.#provider = provider;
    this.#pages = pages;
  }

  static async open(provider: SecondProvider, pages: readonly string[]): Promise<ProtectedApi> {
    const api = new ProtectedApi(provider, pages);
    await listen(api.#server, { host: 'localhost' });
    return api;
  }

  get origin(): string {
    return `http://localhost:${portOf(this.#server)}`;
  }

  get answers(): readonly string[] {
    return this.calls.map((call) => call.answer);
  }

  /** This token is not taken any more, for a reason that only the API knows. */
  refuse(token: string): void {
    this.#refused.add(token);
  }

  async close(): Promise<void> {
    await shut(this.#server);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const origin = request.headers.origin ?? '';
    if (this.#pages.includes(origin)) {
      response.setHeader('access-control-allow-origin', origin);
      response.setHeader('access-control-allow-headers', 'authorization, dpop, content-type');
      response.setHeader('access-control-allow-methods', 'GET, POST, PUT, DELETE');
      response.setHeader('access-control-expose-headers', 'www-authenticate, dpop-nonce');
    }
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    const [scheme = '', token = ''] = (request.headers.authorization ?? '').split(' ');
    const proof = request.headers['dpop']?.toString();
    const refusal = await this.#refusal(request, scheme, token, proof);
    this.calls.push({ scheme, token, proof, answer: refusal?.error ?? '200' });
    if (this.demands.nonce === true) response.setHeader('dpop-nonce', this.#nonce);
    if (refusal === undefined) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ calls: ['call-42'] }));
      return;
    }
    const words = Object.entries(refusal).map(([name, value]) => `${name}="${value}"`);
    response.setHeader('www-authenticate', `${scheme === 'DPoP' ? 'DPoP' : 'Bearer'} ${words.join(', ')}`);
    response.writeHead(401).end();
  }

  async #refusal(
    request: IncomingMessage,
    scheme: string,
    token: string,
    proof: string | undefined,
  ): Promise<Record<string, string> | undefined> {
    const bearer = this.#refused.has(token) ? undefined : await this.#bearer(token);
    const { client } = this.demands;
    if (bearer === undefined || (client !== undefined && bearer.client !== client)) return { error: 'invalid_token' };
    if ((bearer.key !== undefined) !== (scheme === 'DPoP')) return { error: 'invalid_token' };
    if (bearer.key !== undefined) {
      const error = await this.#faultOf(proof, request, token, bearer.key);
      if (error !== undefined) return { error };
    }
    const { acr, maxAge } = this.demands;
    const isOld = maxAge !== undefined && Date.now() / 1000 - (bearer.authTime ?? 0) > maxAge;
    if ((acr === undefined || bearer.acr === acr) && !isOld) return undefined;
    return {
      error: 'insufficient_user_authentication',
      ...(acr !== undefined && { acr_values: acr }),
      ...(maxAge !== undefined && { max_age: String(maxAge) }),
    };
  }

  async #bearer(token: string): Promise<Bearer | undefined> {
    if (token.split('.').length !== 3) {
      const found = await this.#provider.accessTokens.find(token);
      return found && { client: found.clientId, key: found.jkt, ...howAuthenticated(found.extra ?? {}) };
    }
    const keys = createLocalJWKSet({ keys: this.#provider.keys.map(publicPart) });
    const expected = { issuer: this.#provider.issuer, audience: apiAudience, typ: 'at+jwt' };
    const { payload } = await jwtVerify(token, keys, expected).catch(() => ({ payload: undefined }));
    if (payload?.sub === undefined) return undefined;
    return { client: payload['client_id'], key: (payload['cnf'] as { jkt?: string } | undefined)?.jkt, ...howAuthenticated(payload) };
  }

  /** Why a proof is not taken (RFC 9449, section 4.3). */
  async #faultOf(proof: string | undefined, request: IncomingMessage, token: string, key: string): Promise<string | undefined> {
    if (proof === undefined) return 'invalid_dpop_proof';
    const options = { typ: 'dpop+jwt', algorithms: ['ES256', 'EdDSA', 'Ed25519', 'RS256', 'PS256'] };
    const verified = await jwtVerify(proof, EmbeddedJWK, options).catch(() => undefined);
    if (verified === undefined) return 'invalid_dpop_proof';
    const { payload, protectedHeader } = verified;
    const jti = String(payload.jti);
    const isRight =
      payload['htm'] === request.method &&
      payload['htu'] === this.origin + (request.url ?? '').split('?')[0] &&
      payload['ath'] === createHash('sha256').update(token).digest('base64url') &&
      Math.abs((payload.iat ?? 0) - Date.now() / 1000) < 30 &&
      !this.#proofs.has(jti) &&
      !('d' in (protectedHeader.jwk ?? {})) &&
      (await calculateJwkThumbprint(protectedHeader.jwk as JWK)) === key;
    this.#proofs.add(jti);
    if (!isRight) return 'invalid_dpop_proof';
    if (this.demands.nonce !== true || payload['nonce'] === this.#nonce) return undefined;
    this.#nonce = randomUUID();
    return 'use_dpop_nonce';
  }
}

function howAuthenticated(claims: Readonly<Record<string, unknown>>): Pick<Bearer, 'acr' | 'authTime'> {
  return { acr: claims['acr'] as string | undefined, authTime: claims['auth_time'] as number | undefined };
}
