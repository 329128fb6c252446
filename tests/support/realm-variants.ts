// Realms that differ in one way from the one of this repository, for pages that its own flow does not show.
import type { Representation } from './admin.mjs';
import { hostileText, longText } from './hostile.ts';
import type { RealmWishes } from './realms.ts';

export interface RealmVariant extends Pick<RealmWishes, 'settings' | 'client' | 'tokenLife'> {
  readonly name: string;
}

/** First who, then one proof of two: password or authenticator app. */
export const identifierFirst: RealmVariant = {
  name: 'identifier-first',
  settings: (file) => ({
    browserFlow: 'identifier first',
    authenticationFlows: [
      ...(file['authenticationFlows'] as Representation[]),
      flow('identifier first', true, [
        { authenticator: 'auth-cookie', requirement: 'ALTERNATIVE', priority: 10 },
        { flowAlias: 'identifier forms', authenticatorFlow: true, requirement: 'ALTERNATIVE', priority: 20 },
      ]),
      flow('identifier forms', false, [
        { authenticator: 'auth-username-form', requirement: 'REQUIRED', priority: 10 },
        { flowAlias: 'one proof', authenticatorFlow: true, requirement: 'REQUIRED', priority: 20 },
      ]),
      flow('one proof', false, [
        { authenticator: 'auth-password-form', requirement: 'ALTERNATIVE', priority: 10 },
        { authenticator: 'auth-otp-form', requirement: 'ALTERNATIVE', priority: 20 },
      ]),
    ],
  }),
};

/** Five providers to sign in with, and passkeys. */
export const manyWays: RealmVariant = {
  name: 'many-ways',
  settings: () => ({
    webAuthnPolicyPasswordlessPasskeysEnabled: true,
    identityProviders: [
      provider('google', 'google'),
      provider('github', 'github'),
      provider('microsoft', 'microsoft'),
      provider('workforce', 'oidc', 'Workforce sign-in'),
      provider('partners', 'oidc', 'Partners'),
    ],
  }),
};

/** Access tokens that end while somebody watches. */
export const shortTokens: RealmVariant = { name: 'short-tokens', tokenLife: 15 };

/** Every name that an administrator may choose tries to leave its place. */
export const hostileNames: RealmVariant = {
  name: 'hostile-names',
  settings: () => ({
    displayName: hostileText,
    identityProviders: [provider('hostile', 'oidc', hostileText), provider('long', 'oidc', longText)],
  }),
  client: { name: hostileText },
};

function flow(alias: string, topLevel: boolean, authenticationExecutions: Representation[]): Representation {
  return { alias, providerId: 'basic-flow', topLevel, builtIn: false, authenticationExecutions };
}

function provider(alias: string, providerId: string, displayName?: string): Representation {
  const address = 'https://identity.example';
  return {
    alias,
    providerId,
    enabled: true,
    ...(displayName === undefined ? {} : { displayName }),
    config: {
      clientId: 'expertflow',
      clientSecret: 'of no provider',
      authorizationUrl: `${address}/authorize`,
      tokenUrl: `${address}/token`,
      clientAuthMethod: 'client_secret_basic',
    },
  };
}
