// Token exchange (RFC 8693) at the second provider: oidc-provider has no such grant of its own, but takes one that a deployment
// registers. This one gives the desk a token for the protected API in exchange for its own access token.
import { errors, type Provider } from 'oidc-provider';

export const exchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange';
const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';

interface Parameters {
  subject_token?: string;
  subject_token_type?: string;
  audience?: string;
}

export function registerTokenExchange(provider: Provider, audience: string): void {
  provider.registerGrantType<Parameters>(
    exchangeGrant,
    async (ctx) => {
      const { client, params } = ctx.oidc;
      const subject = await provider.AccessToken.find(params.subject_token ?? '');
      if (params.subject_token_type !== accessTokenType || params.audience !== audience) throw new errors.InvalidTarget();
      if (subject === undefined || subject.clientId !== client.clientId) throw new errors.InvalidGrant('no such token');
      const { accountId, grantId } = subject;
      const token = new provider.AccessToken({ accountId, client, grantId, gty: 'token-exchange', scope: 'calls' });
      token.aud = audience;
      ctx.body = {
        access_token: await token.save(),
        issued_token_type: accessTokenType,
        token_type: token.tokenType,
        expires_in: token.expiration,
        scope: 'calls',
      };
    },
    ['subject_token', 'subject_token_type', 'audience', 'requested_token_type', 'scope'],
  );
}
