// One tab of the application: starts its library, answers the conductor, and keeps a record of what the library said.
import type { Driver, Settings, Standing } from './driver.ts';
import { channelName, type Answer, type Call } from './round.ts';

export interface Tab {
  readonly id: string;
  readonly driver: Driver;
  /** Settles when the library has started; tells its error if it could not. */
  readonly started: Promise<string | undefined>;
  /** Everything that the library has said of its session, in turn. */
  readonly history: Standing[];
}

declare global {
  interface Window {
    tab: Tab;
  }
}

export const settings: Settings = JSON.parse(document.querySelector('script[type="application/json"]')?.textContent ?? '{}');

export function run(driver: Driver): void {
  const tab: Tab = { id: crypto.randomUUID(), driver, started: driver.start().then(() => undefined, describe), history: [] };
  window.tab = tab;
  driver.watch?.((standing) => tab.history.push(standing));
  const channel = new BroadcastChannel(channelName);
  channel.addEventListener('message', ({ data }: MessageEvent<Call | Answer>) => {
    if ('want' in data) void answer(tab, data).then((reply) => channel.postMessage(reply));
  });
}

async function answer({ id, driver, started }: Tab, { round, want }: Call): Promise<Answer> {
  await started;
  const got = await driver[want]().then(
    (token) => ({ token: identifierOf(token) }),
    (error: unknown) => ({ error: describe(error) }),
  );
  return { round, tab: id, standing: await driver.standing(), ...got };
}

/** A token is a credential; its identifier is not. */
function identifierOf(token: string): string {
  const payload = token.split('.')[1] ?? '';
  const claims = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as { jti?: string };
  return claims.jti ?? 'without a name';
}

function describe(error: unknown): string {
  if (error instanceof Error) return 'code' in error ? String(error.code) : `${error.name}: ${error.message}`;
  return typeof error === 'object' ? JSON.stringify(error) : String(error);
}
