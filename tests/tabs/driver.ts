// What the harness asks of every library alike, so that each is measured by the same rounds.

/** What a library says of its session, in the words of cx-auth. */
export type Standing = 'loading' | 'signed-in' | 'retrying' | 'needs-sign-in' | 'signed-out';

export interface Driver {
  /** Settles when the library knows whether somebody is signed in. It may leave the page instead. */
  start(): Promise<void>;
  /** An access token that is newer than the one this tab had, whoever fetched it. */
  renew(): Promise<string>;
  /** An access token to call an API with, as the library hands it out when asked. */
  token(): Promise<string>;
  standing(): Promise<Standing>;
  /** Calls `changed` whenever the library says that its standing is another one, if it has such an event. */
  watch?(changed: (standing: Standing) => void): void;
  /** Leaves the page for the provider's sign-in. */
  signIn(): Promise<unknown>;
  /** The same in a window of its own; the page stays. */
  signInWithPopup?(): Promise<unknown>;
  /** Leaves the page for the provider's sign-out. */
  signOut(): Promise<unknown>;
  /** Calls an API with the library's own `fetch`, and answers the status. */
  call?(url: string): Promise<number>;
  /** Who is signed in. */
  username?(): string | undefined;
}

/** What the site writes into each page. */
export interface Settings {
  /** The provider's address: `http://localhost:8280/realms/expertflow`. */
  readonly issuer: string;
  readonly clientId: string;
  /** The page's own address, path only: `/a1/`. */
  readonly path: string;
  /** Where the library keeps its session, if it leaves the choice. */
  readonly storage: 'memory' | 'session' | 'local';
  /** Tokens are to be bound to a key of this browser, if the library can do that. */
  readonly dpop?: boolean;
}
