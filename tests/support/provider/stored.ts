// All that a page of the desk has written down, wherever a browser lets it.
import type { Page } from '@playwright/test';

export interface Stored {
  /** Session storage, local storage and the records of all databases, as one text. */
  readonly text: string;
  /** Of each private or secret key in a database: whether a script could take it out of the browser. */
  readonly keys: readonly { readonly extractable: boolean }[];
}

export const stored = (page: Page): Promise<Stored> => page.evaluate(readAll);

/** Runs in the page. */
async function readAll(): Promise<Stored> {
  const records: unknown[] = [{ ...sessionStorage }, { ...localStorage }];
  const keys: { extractable: boolean }[] = [];
  const done = <Value>(request: IDBRequest<Value>): Promise<Value> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const look = (value: unknown): void => {
    if (value instanceof CryptoKey) {
      if (value.type !== 'public') keys.push({ extractable: value.extractable });
    } else if (value !== null && typeof value === 'object') Object.values(value).forEach(look);
  };
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name ?? ''));
    for (const store of database.objectStoreNames) {
      const found: unknown[] = await done(database.transaction(store).objectStore(store).getAll());
      records.push(found);
      look(found);
    }
    database.close();
  }
  return { text: JSON.stringify(records), keys };
}
