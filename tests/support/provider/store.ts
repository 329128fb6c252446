// What a provider remembers. It outlives the provider itself, so a restart with other keys forgets nobody.
import { randomBytes } from 'node:crypto';
import type { Adapter, AdapterPayload } from 'oidc-provider';

export class Store {
  /** Whose store it is, in a word that can be part of a name. */
  readonly name = randomBytes(4).toString('hex');
  readonly #records = new Map<string, AdapterPayload>();

  /** As oidc-provider asks for it: one adapter for each kind of record. */
  readonly adapter = (kind: string): Adapter => {
    const key = (id: string): string => `${kind}:${id}`;
    const findBy = (name: 'uid' | 'userCode', value: string): Promise<AdapterPayload | undefined> =>
      Promise.resolve(this.#ofKind(kind).find(([, record]) => record[name] === value)?.[1]);
    return {
      upsert: async (id, record) => void this.#records.set(key(id), record),
      find: async (id) => this.#records.get(key(id)),
      findByUid: (uid) => findBy('uid', uid),
      findByUserCode: (userCode) => findBy('userCode', userCode),
      consume: async (id) => void Object.assign(this.#records.get(key(id)) ?? {}, { consumed: Math.floor(Date.now() / 1000) }),
      destroy: async (id) => void this.#records.delete(key(id)),
      revokeByGrantId: async (grantId) => this.#forget(kind, (record) => record.grantId === grantId),
    };
  };

  /** As an administrator ends a person's sessions: the browser's cookie and all refresh tokens are worth nothing from now on. */
  endSessionsOf(accountId: string): void {
    for (const kind of ['Session', 'RefreshToken']) this.#forget(kind, (record) => record.accountId === accountId);
  }

  count(kind: string): number {
    return this.#ofKind(kind).length;
  }

  #ofKind(kind: string): [string, AdapterPayload][] {
    return [...this.#records].filter(([key]) => key.startsWith(`${kind}:`));
  }

  #forget(kind: string, isMeant: (record: AdapterPayload) => boolean): void {
    for (const [key, record] of this.#ofKind(kind)) if (isMeant(record)) this.#records.delete(key);
  }
}
