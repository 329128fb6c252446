// What the SDK does not do yet, and tests here wait for: each such test is in the report as one to be fixed, with this as its
// reason. A feature that has landed is taken out of this list, and its tests run.
import type {
  AccessTokenOptions,
  Auth as AuthToday,
  AuthConfig as ConfigToday,
  AuthState,
  SignInOptions as SignInToday,
} from '../../../pkg/index.d.ts';

export const awaited = {
  dpop: 'DPoP (RFC 9449)',
  stepUpForApi: 'auth.fetch answers insufficient_user_authentication by step-up (RFC 9470)',
  revocation: 'revoke()',
} as const;

/** With CX_AWAITED set they run all the same, for those who work on such a feature. */
export const still = process.env['CX_AWAITED'] === undefined;

export interface SignInOptions extends SignInToday {
  acrValues?: string;
  maxAge?: number;
  claims?: object;
}

export interface AuthConfig extends ConfigToday {
  storage?: 'memory' | 'session' | 'local';
  dpop?: boolean;
  responseMode?: 'query' | 'fragment';
  acrValues?: string;
  maxAge?: number;
  apiOrigins?: string[];
}

/** The session object with what is awaited. */
export interface Auth extends Omit<AuthToday, 'accessToken' | 'signIn'> {
  accessToken(options?: AccessTokenOptions & { insteadOf?: string }): Promise<string>;
  signIn(options?: SignInOptions): Promise<never>;
  signInWithPopup(options?: SignInOptions): Promise<AuthState>;
  recover(options?: { ways?: ('silent' | 'popup' | 'redirect')[] }): Promise<AuthState>;
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  revoke(): Promise<void>;
  userInfo(): Promise<Record<string, unknown>>;
}
