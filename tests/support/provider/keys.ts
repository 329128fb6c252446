// The signing keys of a provider: what it publishes, what it signs with, and what a forger can do who has them.
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT, type JWK, type JWTPayload } from 'jose';

/** Signature algorithms of ID tokens (RFC 7518, RFC 8037, RFC 9864). */
export const signatureAlgorithms = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const),
];
export type SignatureAlgorithm = (typeof signatureAlgorithms)[number];

/** One key pair, private part included. */
export type SigningKey = JWK & { readonly kid: string };

/** A set with a key for each algorithm: one RSA, three of elliptic curves, one Edwards. */
export async function makeKeys(): Promise<SigningKey[]> {
  return Promise.all(['RS256', 'ES256', 'ES384', 'ES512', 'Ed25519'].map(makeKey));
}

async function makeKey(algorithm: string): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const key = await exportJWK(privateKey);
  return { ...key, use: 'sig', kid: await calculateJwkThumbprint(key) };
}

/** What others may know of a key. */
export const publicPart = ({ kty, crv, x, y, n, e, kid, use }: SigningKey): JWK =>
  Object.fromEntries(Object.entries({ kty, crv, x, y, n, e, kid, use }).filter(([, value]) => value !== undefined)) as unknown as JWK;

/** Signs claims with the key of the set that fits. The header may be told otherwise: a forger writes what it likes. */
export async function sign(
  keys: readonly SigningKey[],
  algorithm: SignatureAlgorithm,
  claims: JWTPayload,
  header: { readonly kid?: string } = {},
): Promise<string> {
  const key = keys.find((candidate) => fits(candidate, algorithm));
  if (key === undefined) throw new Error(`no key for ${algorithm}`);
  const signer = await importJWK({ ...key, alg: algorithm });
  return new SignJWT(claims).setProtectedHeader({ alg: algorithm, kid: key.kid, ...header }).sign(signer);
}

function fits(key: SigningKey, algorithm: SignatureAlgorithm): boolean {
  if (/^[RP]S/.test(algorithm)) return key.kty === 'RSA';
  const curves: Partial<Record<SignatureAlgorithm, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };
  return key.crv === (curves[algorithm] ?? 'Ed25519');
}
