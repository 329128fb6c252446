// The table: medians, and then how ours stand to the fastest of the others.
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** @import { Visit } from './visit.mjs' */
/** @typedef {{ cold: Visit[], warm: Visit[], refreshes: number[], roleChecks: number[] }} Measured */
/** @typedef {{ name: string, version: string, measured: Measured }} Library */

/**
 * @typedef {object} Conditions
 * @property {number} rounds
 * @property {number} roundTrip
 * @property {number} slowDown
 * @property {number} refreshes
 * @property {number} roleChecks
 * @property {string} chromium
 * @property {string} keycloak
 */

/** @type {readonly (readonly [name: string, unit: string, (measured: Measured) => readonly number[]])[]} */
const rows = [
  ['cold start to signed in', 'ms', ({ cold }) => cold.map(({ signedIn }) => signedIn)],
  ['warm start to signed in', 'ms', ({ warm }) => warm.map(({ signedIn }) => signedIn)],
  ['requests to Keycloak', '', ({ cold }) => cold.map(({ requests }) => requests)],
  ['requests to the site, cold', '', ({ cold }) => cold.map(({ siteRequests }) => siteRequests)],
  ['bytes from the site, cold', 'B', ({ cold }) => cold.map(({ siteBytes }) => siteBytes)],
  ['bytes from the site, warm', 'B', ({ warm }) => warm.map(({ siteBytes }) => siteBytes)],
  ['bytes from Keycloak', 'B', ({ cold }) => cold.map(({ keycloakBytes }) => keycloakBytes)],
  ['main thread, cold', 'ms', ({ cold }) => cold.map(({ mainThread }) => mainThread)],
  ['main thread, warm', 'ms', ({ warm }) => warm.map(({ mainThread }) => mainThread)],
  ['of that in scripts, cold', 'ms', ({ cold }) => cold.map(({ script }) => script)],
  ['of that in scripts, warm', 'ms', ({ warm }) => warm.map(({ script }) => script)],
  ['one refresh', 'ms', ({ refreshes }) => refreshes],
  ['1,000,000 role checks', 'ms', ({ roleChecks }) => roleChecks],
];

/** @param {readonly Library[]} libraries ours first @param {Conditions} conditions */
export function report(libraries, { rounds, roundTrip, slowDown, refreshes, roleChecks, chromium, keycloak }) {
  const medians = rows.map(([name, unit, of]) => ({ name, unit, values: libraries.map(({ measured }) => median(of(measured))) }));
  const table = [
    line('', libraries.map(({ name }) => name)),
    line('', libraries.map(({ version }) => version)),
    ...medians.map(({ name, unit, values }) => line(unit === '' ? name : `${name}, ${unit}`, values.map(rounded))),
    line('spread of the cold start, ms', libraries.map(({ measured: { cold } }) => spread(cold))),
    line('spread of the warm start, ms', libraries.map(({ measured: { warm } }) => spread(warm))),
  ];
  const ratios = medians.map(({ name, values: [own = 0, ...others] }) => {
    const best = Math.min(...others);
    const by = libraries[others.indexOf(best) + 1]?.name;
    return `  ${name.padEnd(28)} ${(own / best).toFixed(2).padStart(6)}  of ${by}`;
  });
  return [
    '',
    ...table,
    '',
    `machine   ${machine()}`,
    `versions  Chromium ${chromium}, Keycloak ${keycloak}, Node ${process.versions.node}`,
    `runs      medians of ${rounds} visits, of ${refreshes} refreshes one after the other, of ${roleChecks} times a million role checks; the libraries in turns`,
    `network   ${roundTrip} ms round trip to Keycloak and to the site, one more to open a connection, slow start; HTTP/1.1, no TLS; processor ${slowDown} times slower`,
    '',
    'ratios    ours / the best of the others (less is better)',
    ...ratios,
  ].join('\n');
}

/** What the start of the median cold and warm visit consists of. @param {readonly Library[]} libraries */
export function timelines(libraries) {
  const kinds = /** @type {const} */ (['cold', 'warm']);
  return libraries
    .flatMap(({ name, measured }) => kinds.map((kind) => timeline(`${name}, ${kind}`, measured[kind])))
    .join('\n');
}

/** @param {string} title @param {readonly Visit[]} visits */
function timeline(title, visits) {
  const middle = [...visits].sort((a, b) => a.signedIn - b.signedIn)[Math.floor(visits.length / 2)];
  if (middle === undefined) return title;
  const legs = middle.timeline.map(
    ({ what, start, end, cached }) => `  ${rounded(start).padStart(6)} ${rounded(end).padStart(6)}  ${what}${cached ? ' (cache)' : ''}`,
  );
  return [`\n${title}: signed in at ${rounded(middle.signedIn)} ms`, ...legs].join('\n');
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}

/** @param {readonly Visit[]} visits */
function spread(visits) {
  const times = visits.map(({ signedIn }) => signedIn);
  return `${rounded(Math.min(...times))}-${rounded(Math.max(...times))}`;
}

/** @param {number} value */
function rounded(value) {
  return value < 100 && value % 1 !== 0 ? value.toFixed(1) : value.toFixed(0);
}

/** @param {string} name @param {readonly string[]} values */
function line(name, values) {
  return [name.padEnd(30), ...values.map((value) => value.padStart(15))].join('');
}

function machine() {
  const processors = cpus();
  const load = readFileSync('/proc/loadavg', 'utf8').split(' ', 3).join(' ');
  return `${processors.length} x ${processors[0]?.model.trim()}, ${process.platform} ${process.arch}, load ${load}`;
}
