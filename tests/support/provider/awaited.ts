// What the SDK does not do yet, and tests here wait for: each such test is in the report as one to be fixed, with this as its
// reason. A feature that has landed is taken out of this list, and its tests run.
import type { AccessTokenOptions, Auth as Today } from '../../../pkg/index.d.ts';

export const awaited = {
  forcedRefresh: 'accessToken({ insteadOf })',
} as const;

/** The session object with what is awaited. */
export interface Auth extends Omit<Today, 'accessToken'> {
  accessToken(options?: AccessTokenOptions & { insteadOf?: string }): Promise<string>;
}
