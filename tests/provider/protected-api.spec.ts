// The API of these tests is as strict as RFC 9449 and RFC 9470 want it: a right request goes through, and each wrong one does not.
// Without this the tests of the SDK's DPoP would show nothing.
import { createHash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { contexts } from '../support/provider/interactions.ts';
import { amira } from '../support/provider/people.ts';
import { expect, test } from '../support/provider/test.ts';

const url = (origin: string) => `${origin}/calls`;
const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');

interface Key {
  readonly thumbprint: string;
  prove(claims: Record<string, unknown>, typ?: string): Promise<string>;
}

async function makeKey(): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = await exportJWK(publicKey);
  return {
    thumbprint: await calculateJwkThumbprint(jwk),
    prove: (claims, typ = 'dpop+jwt') => new SignJWT(claims).setProtectedHeader({ typ, alg: 'ES256', jwk }).sign(privateKey),
  };
}

const right = (origin: string, token: string) => ({
  jti: randomUUID(),
  htm: 'GET',
  htu: url(origin),
  iat: Math.floor(Date.now() / 1000),
  ath: hashOf(token),
});

const wrong: Record<string, Record<string, unknown>> = {
  'for another method': { htm: 'POST' },
  'for another address': { htu: 'http://localhost:1/calls' },
  'for another token': { ath: hashOf('another') },
  'for no token': { ath: undefined },
  'that is old': { iat: Math.floor(Date.now() / 1000) - 60 },
};

test('a bound token goes through with a proof, once', async ({ openProvider, openApi }) => {
  const provider = await openProvider();
  const [api, key] = [await openApi(provider), await makeKey()];
  const token = await provider.issueAccessToken(amira, key.thumbprint);
  const headers = { authorization: `DPoP ${token}`, dpop: await key.prove(right(api.origin, token)) };
  expect((await fetch(url(api.origin), { headers })).status).toBe(200);
  expect((await fetch(url(api.origin), { headers })).status).toBe(401);
  expect(api.answers).toEqual(['200', 'invalid_dpop_proof']);
});

test('a wrong proof does not go through', async ({ openProvider, openApi }) => {
  const provider = await openProvider();
  const [api, key, another] = [await openApi(provider), await makeKey(), await makeKey()];
  const token = await provider.issueAccessToken(amira, key.thumbprint);
  const proofs = [
    ...Object.values(wrong).map((change) => key.prove({ ...right(api.origin, token), ...change })),
    another.prove(right(api.origin, token)),
    key.prove(right(api.origin, token), 'jwt'),
  ];
  for (const proof of proofs) {
    const headers = { authorization: `DPoP ${token}`, dpop: await proof };
    expect((await fetch(url(api.origin), { headers })).status).toBe(401);
  }
  expect(api.answers).toEqual(proofs.map(() => 'invalid_dpop_proof'));
});

test('schemes are not mixed up', async ({ openProvider, openApi }) => {
  const provider = await openProvider();
  const [api, key] = [await openApi(provider), await makeKey()];
  const [bound, plain] = [await provider.issueAccessToken(amira, key.thumbprint), await provider.issueAccessToken(amira)];
  const ask = (authorization: string) => fetch(url(api.origin), { headers: { authorization } }).then(({ status }) => status);
  expect(await ask(`Bearer ${plain}`)).toBe(200);
  expect([await ask(`Bearer ${bound}`), await ask(`DPoP ${bound}`), await ask(`DPoP ${plain}`), await ask('')]).toEqual([401, 401, 401, 401]);
});

test('a nonce is asked for, and taken', async ({ openProvider, openApi }) => {
  const provider = await openProvider();
  const [api, key] = [await openApi(provider), await makeKey()];
  api.demands = { nonce: true };
  const token = await provider.issueAccessToken(amira, key.thumbprint);
  const ask = async (more: object) =>
    fetch(url(api.origin), {
      headers: { authorization: `DPoP ${token}`, dpop: await key.prove({ ...right(api.origin, token), ...more }) },
    });
  const first = await ask({});
  expect(first.headers.get('www-authenticate')).toBe('DPoP error="use_dpop_nonce"');
  expect((await ask({ nonce: first.headers.get('dpop-nonce') })).status).toBe(200);
  expect((await ask({ nonce: 'of-long-ago' })).status).toBe(401);
});

test('a weak authentication is told what is wanted', async ({ openProvider, openApi }) => {
  const provider = await openProvider();
  const api = await openApi(provider);
  api.demands = { acr: contexts.twoFactors, maxAge: 60 };
  const headers = { authorization: `Bearer ${await provider.issueAccessToken(amira)}` };
  expect((await fetch(url(api.origin), { headers })).headers.get('www-authenticate')).toBe(
    `Bearer error="insufficient_user_authentication", acr_values="${contexts.twoFactors}", max_age="60"`,
  );
});
