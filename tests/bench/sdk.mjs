// `cargo xtask bench sdk`: cx-auth beside the libraries it is compared with, in one run: the same browser, page, network and
// Keycloak, in turns. `--rounds N` for a shorter or longer run; `--timeline` also prints what each start consists of.
import { readFile, rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { chromiumFlags, demoRealm, environment } from '../support/environment.mjs';
import { unpack } from '../support/packed.mjs';
import { Link } from './link.mjs';
import { report, timelines } from './report.mjs';
import { clientId, keycloakVersion, makeAgent, makeClient, removeAgent, removeClient, signIn } from './session.mjs';
import { build, Site } from './site.mjs';
import { visit } from './visit.mjs';

/** @import { Page } from 'playwright-core' */
/** @import { Surroundings, Visit } from './visit.mjs' */
/** @import { Bench } from './contestant.js' */
/** @typedef {{ cold: Visit[], warm: Visit[], refreshes: number[], roleChecks: number[] }} Measured */

const roundTrip = 50;
const slowDown = 4;
const refreshesEach = 5;
const roleChecks = 1_000_000;
/** The browser compiles what runs often: the first is not typical. */
const roleChecksEach = 5;
const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '9' }, timeline: { type: 'boolean', default: false } } });
const rounds = Number(options.rounds);
const peers = ['keycloak-js', 'oidc-client-ts', 'oidc-spa'];

/** The version that is installed; a peer must be the one whose size `cargo xtask size` prints. @param {string} library @param {string} cxAuth */
async function versionOf(library, cxAuth) {
  /** @param {string | URL} file */
  const read = async (file) => JSON.parse(await readFile(file, 'utf8'));
  if (library === 'cx-auth') return (await read(`${cxAuth}/package.json`)).version;
  const { version } = await read(new URL(`../node_modules/${library}/package.json`, import.meta.url));
  const pinned = (await read(new URL('../../crates/xtask/peers/package.json', import.meta.url))).dependencies[library];
  if (version !== pinned) throw new Error(`${library} is ${version} here and ${pinned} in crates/xtask/peers`);
  return version;
}

/** @param {Page} page @param {Measured} measured */
async function measureInPage(page, measured) {
  const bench = await page.evaluateHandle(() => /** @type {{ bench: Bench }} */ (/** @type {unknown} */ (globalThis)).bench);
  for (let turn = 0; turn < roleChecksEach; turn += 1) {
    measured.roleChecks.push(await bench.evaluate((bench, count) => bench.roleChecks(count), roleChecks));
  }
  measured.refreshes.push(...(await bench.evaluate((bench, count) => bench.refreshes(count), refreshesEach)));
}

const cxAuth = await unpack();
const server = new Site();
const site = await Link.open(await server.listen(), roundTrip);
const keycloak = await Link.open(Number(new URL(environment.keycloakUrl).port), roundTrip);
const settings = { issuer: `${keycloak.origin}/realms/${demoRealm}`, clientId, origin: site.origin };
const libraries = await Promise.all(
  ['cx-auth', ...peers].map(async (name) => ({
    name,
    version: await versionOf(name, cxAuth),
    pages: await build(name, settings, cxAuth),
    measured: /** @type {Measured} */ ({ cold: [], warm: [], refreshes: [], roleChecks: [] }),
  })),
);
await makeClient(site.origin);
const agent = await makeAgent();
const browser = await chromium.launch({ executablePath: environment.chromium, args: chromiumFlags });
try {
  const cookies = await signIn(browser, settings.issuer, site.origin, agent);
  // One round before those that count: Keycloak compiles what it has not needed yet.
  for (let round = -1; round < rounds; round += 1) {
    for (let turn = 0; turn < libraries.length; turn += 1) {
      const library = libraries[(turn + round + libraries.length) % libraries.length];
      if (library === undefined) continue;
      server.show(library.pages);
      const context = await browser.newContext();
      await context.addCookies(cookies);
      /** @type {Surroundings} */
      const surroundings = { site, keycloak, slowDown };
      const measured = round < 0 ? { cold: [], warm: [], refreshes: [], roleChecks: [] } : library.measured;
      try {
        measured.cold.push(await visit(context, surroundings));
        measured.warm.push(await visit(context, surroundings, (page) => measureInPage(page, measured)));
      } catch (cause) {
        throw new Error(`${library.name} could not be measured`, { cause });
      }
      await context.close();
    }
    process.stderr.write(round < 0 ? 'warmed up, rounds:' : ` ${round + 1}`);
  }
  process.stderr.write('\n');
  const conditions = {
    rounds,
    roundTrip,
    slowDown,
    refreshes: rounds * refreshesEach,
    roleChecks: rounds * roleChecksEach,
    chromium: browser.version(),
    keycloak: await keycloakVersion(),
  };
  console.log(report(libraries, conditions));
  if (options.timeline) console.log(timelines(libraries));
} finally {
  await browser.close();
  await removeAgent(agent.id);
  await removeClient();
  for (const each of [server, site, keycloak]) each.close();
  await rm(cxAuth, { recursive: true });
}
