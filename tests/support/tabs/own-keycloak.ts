// A Keycloak of a journey's own, to be stopped and started again. It is laid out like the one that all journeys share.
import { spawn, type ChildProcess } from 'node:child_process';
import { cp, mkdir, mkdtemp, open, readFile, rm, symlink } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { environment } from '../environment.mjs';

const patience = 240_000;

export class OwnKeycloak {
  readonly url: string;
  readonly #home: string;
  readonly #ports: readonly [number, number];
  #process: ChildProcess | undefined;

  private constructor(home: string, ports: readonly [number, number]) {
    this.#home = home;
    this.#ports = ports;
    this.url = `http://localhost:${ports[0]}`;
  }

  /** Lays a home out, with an empty database, and starts the server. */
  static async start(): Promise<OwnKeycloak> {
    const home = await mkdtemp(join(tmpdir(), 'cx-auth-keycloak-'));
    for (const name of ['lib/lib', 'lib/app', 'providers', 'themes']) await share(name, home);
    // Written to at the start: what Keycloak makes of its configuration.
    for (const name of ['lib/quarkus', 'lib/quarkus-run.jar', 'bin', 'conf', 'version.txt']) {
      await cp(join(environment.keycloakHome, name), join(home, name), { recursive: true, preserveTimestamps: true });
    }
    const keycloak = new OwnKeycloak(home, [await freePort(), await freePort()]);
    try {
      await keycloak.start();
    } catch (error) {
      await keycloak.remove();
      throw error;
    }
    return keycloak;
  }

  async start(): Promise<void> {
    const [http, management] = this.#ports;
    const log = await open(join(this.#home, 'log'), 'a');
    const server = spawn('bin/kc.sh', ['start-dev'], {
      cwd: this.#home,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: {
        ...process.env,
        KC_BOOTSTRAP_ADMIN_USERNAME: environment.adminUser,
        KC_BOOTSTRAP_ADMIN_PASSWORD: environment.adminPassword,
        KC_HTTP_HOST: '127.0.0.1',
        KC_HTTP_PORT: String(http),
        KC_HTTP_MANAGEMENT_PORT: String(management),
        KC_HEALTH_ENABLED: 'true',
        JAVA_OPTS_KC_HEAP: '-Xms128m -Xmx512m',
      },
    });
    await log.close();
    this.#process = server;
    process.once('exit', () => this.#signal('SIGKILL'));
    const deadline = Date.now() + patience;
    while (!(await isReady(management))) {
      if (server.exitCode !== null) throw new Error(`Keycloak ended by itself. ${await this.#lastWords()}`);
      if (Date.now() > deadline) throw new Error(`Keycloak was not ready in time. ${await this.#lastWords()}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  /** Stops the server as a shutdown of its machine does. What its sessions need is in the database. */
  async stop(): Promise<void> {
    const server = this.#process;
    if (server === undefined || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    this.#signal('SIGTERM');
    await ended;
    this.#process = undefined;
  }

  /** Stops the server for good. */
  async remove(): Promise<void> {
    await this.stop();
    await rm(this.#home, { recursive: true, force: true });
  }

  async #lastWords(): Promise<string> {
    return (await readFile(join(this.#home, 'log'), 'utf8')).split('\n').slice(-20).join('\n');
  }

  /** To the whole group: `kc.sh` and what it has started. */
  #signal(signal: NodeJS.Signals): void {
    if (this.#process?.pid !== undefined) process.kill(-this.#process.pid, signal);
  }
}

/** By a link, so that also its times are the same: a provider that looks newer makes Keycloak build itself again. */
async function share(name: string, home: string): Promise<void> {
  await mkdir(dirname(join(home, name)), { recursive: true });
  await symlink(join(environment.keycloakHome, name), join(home, name));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function isReady(port: number): Promise<boolean> {
  return fetch(`http://localhost:${port}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}
