// How the second provider is set up, and what can be different about it.
import { randomBytes } from 'node:crypto';
import { interactionPolicy, type Configuration, type Grant, type KoaContextWithOIDC } from 'oidc-provider';
import { contexts, interactionPath } from './interactions.ts';
import { signatureAlgorithms, type SignatureAlgorithm, type SigningKey } from './keys.ts';
import { accountOf, claimsByScope } from './people.ts';
import { exchangeGrant } from './token-exchange.ts';
import type { Store } from './store.ts';

/** What is different about one provider. All is optional: what an OpenID provider does by itself is the default. */
export interface Variant {
  /** How ID tokens are signed. Default: RS256. */
  readonly signature?: SignatureAlgorithm;
  /** Opaque (default), or JWTs for the protected API. */
  readonly accessTokens?: 'opaque' | 'jwt';
  /** How long an access token lives, in seconds. Default: 300. */
  readonly accessTokenLife?: number;
  /** `allowed` (default), `required` of this client, or required `with-nonce`. */
  readonly dpop?: 'allowed' | 'required' | 'with-nonce';
  /** Whether each authorization request must be pushed first. Default: `allowed`. */
  readonly pushedRequests?: 'allowed' | 'required';
  /** What an ID token tells: all claims of the scopes (default), or as OpenID Connect Core 5.4 has it only who it is. */
  readonly idToken?: 'full' | 'sparse';
}

export const clientId = 'desk';

/** The one API that tokens are for, if they are for any. */
export const apiAudience = 'urn:cx-auth:calls-api';

/** The provider's endpoints. */
export const endpoints = {
  discovery: '/.well-known/openid-configuration',
  authorization: '/auth',
  token: '/token',
  keys: '/jwks',
  userInfo: '/me',
  endSession: '/session/end',
  revocation: '/token/revocation',
  pushedRequest: '/request',
  deviceAuthorization: '/device/auth',
} as const;

export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

export interface Surroundings {
  readonly store: Store;
  readonly keys: readonly SigningKey[];
  /** The origins that the client's pages have. */
  readonly pages: readonly string[];
}

export function configurationOf(variant: Variant, { store, keys, pages }: Surroundings): Configuration {
  const life = variant.accessTokenLife ?? 300;
  return {
    adapter: store.adapter,
    jwks: { keys },
    clients: [
      {
        client_id: clientId,
        client_name: 'Desk',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token', deviceGrant, exchangeGrant],
        response_types: ['code'],
        redirect_uris: pages.flatMap((page) => [`${page}/`, `${page}/silent.html`, `${page}/popup.html`]),
        post_logout_redirect_uris: pages.map((page) => `${page}/`),
        id_token_signed_response_alg: variant.signature ?? 'RS256',
        dpop_bound_access_tokens: (variant.dpop ?? 'allowed') !== 'allowed',
      },
    ],
    clientBasedCORS: (_, origin) => pages.includes(origin),
    cookies: { keys: ['only for tests'], names: cookieNames(store.name) },
    findAccount: (_, sub) => accountOf(sub),
    claims: { openid: ['sub'], acr: null, auth_time: null, sid: null, iss: null, ...claimsByScope },
    conformIdTokenClaims: variant.idToken === 'sparse',
    acrValues: Object.values(contexts),
    // Without `offline_access` too, as most deployments do it: such a refresh token ends with the session.
    issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
    loadExistingGrant: grantOfOwnClient,
    extraTokenClaims: howAuthenticated,
    interactions: { url: (_, interaction) => interactionPath + interaction.uid, policy: policy() },
    ttl: {
      AccessToken: life,
      AuthorizationCode: 60,
      DeviceCode: 600,
      Grant: 86_400,
      IdToken: life,
      Interaction: 600,
      RefreshToken: 86_400,
      Session: 86_400,
    },
    enabledJWA: { idTokenSigningAlgValues: [...signatureAlgorithms] },
    routes: { code_verification: '/device' },
    features: {
      devInteractions: { enabled: false },
      claimsParameter: { enabled: true },
      revocation: { enabled: true, allowedPolicy: () => true },
      deviceFlow: { enabled: true, ...devicePages },
      dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => variant.dpop === 'with-nonce' },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: variant.pushedRequests === 'required' },
      rpInitiatedLogout: { enabled: true, logoutSource: signOutAtOnce },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_, __, oneOf) => oneOf ?? (variant.accessTokens === 'jwt' ? apiAudience : []),
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          audience: apiAudience,
          scope: 'calls',
          accessTokenTTL: life,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  };
}

/** The desk is the provider's own client: nobody is asked whether it may know who they are. */
async function grantOfOwnClient({ oidc }: KoaContextWithOIDC): Promise<Grant> {
  const { client, session, provider } = oidc;
  const earlier = client && session?.grantIdFor(client.clientId);
  const found = earlier === undefined ? undefined : await provider.Grant.find(earlier);
  const grant = found ?? new provider.Grant({ clientId: client?.clientId, accountId: session?.accountId });
  grant.addOIDCScope('openid profile email offline_access');
  grant.addOIDCClaims([...Object.values(claimsByScope).flat(), 'acr', 'auth_time']);
  grant.addResourceScope(apiAudience, 'calls');
  await grant.save();
  return grant;
}

/** Browsers keep cookies by host, not by port: providers that run side by side must not take each other's. */
const cookieNames = (name: string) => ({ session: `session_${name}`, interaction: `interaction_${name}`, resume: `resume_${name}` });

/** What an API needs to know that asks for step-up (RFC 9470, section 6.1). */
function howAuthenticated(ctx?: KoaContextWithOIDC): { acr?: string; auth_time?: number } {
  const { acr, authTime } = ctx?.oidc.entities.AuthorizationCode ?? ctx?.oidc.entities.RefreshToken ?? {};
  return { ...(acr !== undefined && { acr }), ...(authTime !== undefined && { auth_time: authTime }) };
}

/** As oidc-provider has it; besides, `acr_values` is answered by asking the person for what is missing. */
function policy(): interactionPolicy.DefaultPolicy {
  const { base, Check } = interactionPolicy;
  const prompts = base();
  prompts.get('login')?.checks.add(
    new Check(
      'acr_values',
      'none of the requested authentication contexts was reached',
      ({ oidc }) => wishedContexts(oidc.params).length > 0 && !wishedContexts(oidc.params).includes(oidc.session?.acr ?? ''),
      ({ oidc }) => ({ acr_values: wishedContexts(oidc.params) }),
    ),
  );
  return prompts;
}

function wishedContexts(params: Readonly<Record<string, unknown>> | undefined): string[] {
  const wished = params?.['acr_values'];
  return typeof wished === 'string' ? wished.split(' ').filter((context) => context !== '') : [];
}

/** No question whether to sign out: who pressed the button in the desk has said so. The form goes off by a script. */
function signOutAtOnce(ctx: KoaContextWithOIDC, form: string): void {
  const confirmed = form.replace('</form>', '<input type="hidden" name="logout" value="yes"></form>');
  ctx.body = `<!doctype html><title>Sign out</title>${confirmed}<script>document.forms[0].submit()</script>`;
}

const devicePages = {
  userCodeInputSource: (ctx: KoaContextWithOIDC, form: string): void => {
    ctx.body = `<!doctype html><title>Device</title><h1>Your device</h1>${form}<button form="op.deviceInputForm">Continue</button>`;
  },
  userCodeConfirmSource: (ctx: KoaContextWithOIDC, form: string): void => {
    ctx.body = `<!doctype html><title>Device</title><h1>Is this your device?</h1>${form}<button form="op.deviceConfirmForm">Confirm</button>`;
  },
  successSource: (ctx: KoaContextWithOIDC): void => {
    ctx.body = '<!doctype html><title>Device</title><h1>Your device is signed in</h1>';
  },
};
