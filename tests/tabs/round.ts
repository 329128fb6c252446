// What conductor and tabs say to one another.
import type { Standing } from './driver.ts';

export const channelName = 'tabs-harness';

/** `renew`: a newer token is wanted; `token`: one to use now. */
export interface Call {
  readonly round: number;
  readonly want: 'renew' | 'token';
}

export interface Answer {
  readonly round: number;
  /** Which page this is; a page that was loaded again is another one. */
  readonly tab: string;
  readonly standing: Standing;
  /** The identifier (`jti`) of the token that the tab got. */
  readonly token?: string;
  /** Why it got none. */
  readonly error?: string;
}
