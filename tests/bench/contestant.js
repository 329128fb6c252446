// What the harness asks of every library alike. It runs in the page.

/**
 * @typedef {object} Contestant
 * @property {() => Promise<string | undefined>} start finds the session that is alive at the provider; an access token, when the user is known
 * @property {() => Promise<string | undefined>} refresh asks the provider for another access token
 * @property {(role: string) => boolean} hasRole whether the user has a realm role
 */

/** @typedef {{ readonly signedInAt: number, refreshes(count: number): Promise<number[]>, roleChecks(count: number): number }} Bench */

/** Starts the library and says so when the user is signed in; the harness waits for those words. @param {Contestant} contestant */
export async function run({ start, refresh, hasRole }) {
  try {
    let token = await start();
    const signedInAt = performance.now();
    if (token === undefined || !hasRole('agent') || hasRole('janitor')) throw new Error('not signed in as the agent');
    /** @type {Bench} */
    const bench = {
      signedInAt,
      async refreshes(count) {
        const times = [];
        for (let done = 0; done < count; done += 1) {
          const begun = performance.now();
          const next = await refresh();
          times.push(performance.now() - begun);
          if (next === undefined || next === token) throw new Error('no other token came');
          token = next;
        }
        return times;
      },
      roleChecks(count) {
        const begun = performance.now();
        let had = 0;
        for (let done = 0; done < count; done += 2) had += Number(hasRole('agent')) + Number(hasRole('janitor'));
        const time = performance.now() - begun;
        if (had !== count / 2) throw new Error('a role check went wrong');
        return time;
      },
    };
    Object.assign(globalThis, { bench });
    console.debug('signed in');
  } catch (error) {
    console.debug(`failed: ${error instanceof Error ? error.stack : JSON.stringify(error)}`);
  }
}
