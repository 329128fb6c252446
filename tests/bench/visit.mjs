// One visit to an application by somebody who is signed in at Keycloak, and what it took.

/** @import { BrowserContext, Page, Request } from 'playwright-core' */
/** @import { Link } from './link.mjs' */
/** @import { Bench } from './contestant.js' */

/**
 * @typedef {object} Visit
 * @property {number} signedIn milliseconds from navigation until the user is known and an access token at hand
 * @property {number} mainThread milliseconds of tasks until then
 * @property {number} script milliseconds of them in JavaScript and WebAssembly
 * @property {number} requests to Keycloak, those that follow soon after included
 * @property {number} siteRequests to the page's own server
 * @property {number} siteBytes from it
 * @property {number} keycloakBytes from Keycloak
 * @property {readonly Leg[]} timeline
 */

/** @typedef {{ readonly what: string, readonly start: number, readonly end: number, readonly cached: boolean }} Leg */

/**
 * @typedef {object} Surroundings
 * @property {Link} site
 * @property {Link} keycloak
 * @property {number} slowDown how many times slower the processor is
 */

/**
 * @param {BrowserContext} context @param {Surroundings} surroundings
 * @param {(page: Page) => Promise<unknown>} [more] what is measured in the page afterwards
 * @returns {Promise<Visit>}
 */
export async function visit(context, { site, keycloak, slowDown }, more) {
  const page = await context.newPage();
  try {
    const devTools = await context.newCDPSession(page);
    await devTools.send('Emulation.setCPUThrottlingRate', { rate: slowDown });
    await devTools.send('Performance.enable');
    const metrics = async () => {
      const { metrics } = await devTools.send('Performance.getMetrics');
      return Object.fromEntries(metrics.map(({ name, value }) => [name, value * 1000]));
    };
    /** @type {Request[]} */
    const requests = [];
    page.on('request', (request) => requests.push(request));
    const settled = page.waitForEvent('console', { predicate: (line) => line.type() === 'debug', timeout: 30_000 });
    site.reset();
    keycloak.reset();
    const before = await metrics();
    const [line] = await Promise.all([settled, page.goto(`${site.origin}/`, { waitUntil: 'commit' })]);
    const after = await metrics();
    if (line.text() !== 'signed in') throw new Error(line.text());
    const signedIn = await page.evaluate(() => /** @type {{ bench: Bench }} */ (/** @type {unknown} */ (globalThis)).bench.signedInAt);
    // What a library does right afterwards is counted too.
    await page.waitForTimeout(500);
    const to = (/** @type {Link} */ { origin }) => requests.filter((request) => new URL(request.url()).origin === origin);
    const result = {
      signedIn,
      mainThread: spent(before, after, 'TaskDuration'),
      script: spent(before, after, 'ScriptDuration'),
      requests: to(keycloak).length,
      siteRequests: to(site).length,
      siteBytes: site.received,
      keycloakBytes: keycloak.received,
      timeline: timelineOf(requests),
    };
    await more?.(page);
    return result;
  } finally {
    await page.close();
  }
}

/** The counters start again if the first navigation gets a new process. @param {Record<string, number>} before @param {Record<string, number>} after @param {string} name */
function spent(before, after, name) {
  const [start = 0, end = 0] = [before[name], after[name]];
  return end >= start ? end - start : end;
}

/** @param {readonly Request[]} requests @returns {Leg[]} */
function timelineOf(requests) {
  const begun = requests[0]?.timing().startTime ?? 0;
  // One that was called off has no times.
  return requests.filter((request) => request.timing().startTime > 0).map((request) => {
    const { startTime, responseEnd, requestStart } = request.timing();
    const start = startTime - begun;
    const { origin, pathname } = new URL(request.url());
    return { what: `${origin.split(':').at(-1)} ${pathname.split('/').slice(-2).join('/')}`, start, end: start + responseEnd, cached: requestStart < 0 };
  });
}
