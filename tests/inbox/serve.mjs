// `node tests/inbox/serve.mjs --smtp-port 1025 --http-port 8025`: the letters that the demo's Keycloak sends, for people.
// Prints one line when both ports listen. Ends with 2 when it cannot begin: a port is busy, an option is wrong.
import { parseArgs } from 'node:util';
import { Inbox } from './inbox.mjs';
import { serveInbox } from './web.mjs';

/** @import { AddressInfo } from 'node:net' */

const options = /** @type {const} */ ({
  'smtp-port': { type: 'string', default: '1025' },
  'http-port': { type: 'string', default: '8025' },
});

/** @param {string} words @returns {never} */
function give(words) {
  console.error(`inbox: ${words}`);
  process.exit(2);
}

/** @param {unknown} error */
function words(error) {
  return error instanceof Error ? error.message : String(error);
}

function ports() {
  try {
    const { values } = parseArgs({ options });
    return { smtp: portOf(values['smtp-port']), http: portOf(values['http-port']) };
  } catch (error) {
    return give(`${words(error)} (options: --smtp-port N, --http-port N)`);
  }
}

/** @param {string} text */
function portOf(text) {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new Error(`${text} is no port`);
  return port;
}

/** @param {unknown} error @param {number} port @param {string} option @returns {never} */
function cannotListen(error, port, option) {
  const busy = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  return give(
    busy
      ? `port ${port} is busy: stop what listens there, or choose another with ${option}`
      : `cannot listen on port ${port} (${option}): ${words(error)}`,
  );
}

const { smtp, http } = ports();
// Nothing is kept beyond the process, so nothing has to be put in order.
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));
const inbox = await Inbox.open({ port: smtp }).catch((error) => cannotListen(error, smtp, '--smtp-port'));
const server = await serveInbox(inbox, http).catch((error) => cannotListen(error, http, '--http-port'));
const address = /** @type {AddressInfo} */ (server.address());
console.log(`inbox: letters to localhost:${inbox.port} are shown at http://localhost:${address.port}/`);
