// What `cargo xtask test` hands to the journeys, with the values of a hand-started test server as defaults.
import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** @param {string} name @param {string} fallback */
function variable(name, fallback) {
  const value = process.env[name];
  return value === undefined || value === '' ? fallback : value;
}

export const environment = Object.freeze({
  keycloakUrl: variable('CX_KEYCLOAK_URL', 'http://localhost:8280').replace(/\/$/, ''),
  demoUrl: variable('CX_DEMO_URL', 'http://localhost:5273').replace(/\/$/, ''),
  chromium: variable('CX_CHROMIUM', '/usr/bin/chromium'),
  artifacts: resolve(variable('CX_ARTIFACTS', resolve(repository, 'target/screenshots'))),
  adminUser: variable('CX_ADMIN_USER', 'admin'),
  adminPassword: variable('CX_ADMIN_PASSWORD', 'admin'),
  /** The npm package as it is published: packed. */
  package: resolve(variable('CX_TARBALL', resolve(repository, 'target/dist/cx-auth.tgz'))),
  /** The folder that the running Keycloak was started from: another can be laid out like it. */
  keycloakHome: variable('CX_KEYCLOAK_HOME', ''),
  realmFile: variable('CX_REALM_FILE', resolve(repository, 'keycloak/realm/expertflow-realm.json')),
});

/** The realm of the demo: AgentDesk signs in there. Journeys of single pages use copies of it. */
export const demoRealm = 'expertflow';

/** Debian's Chromium as root in a container: see DESIGN.md, "This kind of machine". */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
