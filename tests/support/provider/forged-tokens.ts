// ID tokens as a forger between page and provider would write them, who may even have the provider's own keys.
import { createHash } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, type JWTPayload } from 'jose';
import { rewriting, type Interception } from './front.ts';
import { sign, type SignatureAlgorithm, type SigningKey } from './keys.ts';
import type { SecondProvider } from './second-provider.ts';

/** The token endpoint gives this in place of the ID token that the provider signed. */
export const replacingIdToken = (replace: (token: string) => Promise<string> | string): Interception =>
  rewriting(async (answer) => {
    const token = answer['id_token'];
    return typeof token === 'string' ? { ...answer, id_token: await replace(token) } : answer;
  });

/** The same token with other claims (`undefined` takes one out), signed again with the provider's own key. */
export function withClaims(provider: SecondProvider, changes: JWTPayload): (token: string) => Promise<string> {
  return (token) => {
    const claims = Object.entries({ ...decodeJwt(token), ...changes }).filter(([, value]) => value !== undefined);
    return signedLike(token, provider.keys, Object.fromEntries(claims));
  };
}

/** What an ID token signed so says of the access token that belongs to it (OpenID Connect Core 1.0, section 3.1.3.6). */
export function hashOf(accessToken: string, signature: SignatureAlgorithm): string {
  const digest = createHash(/^Ed/.test(signature) ? 'sha512' : `sha${signature.slice(2)}`).update(accessToken).digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
}

/** The same claims, signed by somebody else who says that it is the provider's key. */
export function signedBy(keys: readonly SigningKey[]): (token: string) => Promise<string> {
  return (token) => signedLike(token, keys, decodeJwt(token), decodeProtectedHeader(token).kid);
}

/** The same claims, signed by a key that the provider has never had, and named as that. */
export function signedByStranger(keys: readonly SigningKey[]): (token: string) => Promise<string> {
  return (token) => signedLike(token, keys, decodeJwt(token));
}

/** Other claims under the signature that was made for the first. */
export function withoutSigning(changes: JWTPayload): (token: string) => string {
  return (token) => {
    const [header, , signature] = token.split('.');
    return [header, encoded({ ...decodeJwt(token), ...changes }), signature].join('.');
  };
}

/** No signature at all, and the header says so. */
export const unsigned = (token: string): string => [encoded({ alg: 'none' }), token.split('.')[1], ''].join('.');

/** One bit of the signature is another. */
export function withBrokenSignature(token: string): string {
  const [header, claims, signature = ''] = token.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  bytes[10] = (bytes[10] ?? 0) ^ 1;
  return [header, claims, bytes.toString('base64url')].join('.');
}

function signedLike(token: string, keys: readonly SigningKey[], claims: JWTPayload, kid?: string): Promise<string> {
  const algorithm = decodeProtectedHeader(token).alg as SignatureAlgorithm;
  return sign(keys, algorithm, claims, kid === undefined ? {} : { kid });
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
