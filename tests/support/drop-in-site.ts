// Serves one small app twice: over keycloak-js, and over what stands in for it, both as their packages ship them.
import { readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment } from './environment.mjs';
import { unpack } from './packed.mjs';
import { listen, portOf, shut } from './server.ts';

export const libraries = {
  'keycloak-js': '/keycloak-js/keycloak.js',
  'cx-auth/keycloak': '/cx-auth/keycloak.js',
} as const;
export type Library = keyof typeof libraries;

const contentTypes: Record<string, string> = { '.js': 'text/javascript', '.wasm': 'application/wasm' };

export class DropInSite {
  readonly #server: Server;
  readonly #package: string;

  private constructor(unpacked: string) {
    this.#package = unpacked;
    this.#server = createServer((request, answer) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://site');
      void this.#content(pathname, searchParams).then(
        (content) => answer.writeHead(200, { 'content-type': contentTypes[extname(pathname)] ?? 'text/html' }).end(content),
        () => answer.writeHead(404).end(),
      );
    });
  }

  static async open(): Promise<DropInSite> {
    const folder = await unpack();
    const site = new DropInSite(folder);
    await listen(site.#server, { host: '127.0.0.1' });
    return site;
  }

  get origin(): string {
    return `http://localhost:${portOf(this.#server)}`;
  }

  /** The app's address: its library, its realm and what it gives to `init` are in the query. */
  app(library: Library, realm: string, init: object): string {
    const query = new URLSearchParams({ library: libraries[library], realm, init: JSON.stringify(init) });
    return `${this.origin}/?${query.toString()}`;
  }

  async close(): Promise<void> {
    await shut(this.#server);
    await rm(this.#package, { recursive: true });
  }

  async #content(path: string, settings: URLSearchParams): Promise<string | Buffer> {
    if (path === '/') return page(settings);
    if (path === '/silent-check-sso.html') return '<!doctype html><script>parent.postMessage(location.href, location.origin)</script>';
    const [, folder = '', file = ''] = /^\/(keycloak-js|cx-auth)\/(.+)$/.exec(path) ?? [];
    if (folder === 'cx-auth') return readFile(join(this.#package, file));
    if (folder === 'keycloak-js') return readFile(fileURLToPath(new URL(`../node_modules/keycloak-js/lib/${file}`, import.meta.url)));
    throw new Error('not found');
  }
}

/** The app: it starts at each visit, and leaves what it has to the journey. */
function page(settings: URLSearchParams): string {
  const config = JSON.stringify({ url: environment.keycloakUrl, realm: settings.get('realm'), clientId: 'journeys' });
  return `<!doctype html><html lang="en"><title>Desk</title><link rel="icon" href="data:,"><body><h1>Desk</h1><script type="module">
    import Keycloak from '${settings.get('library') ?? ''}'
    const keycloak = window.keycloak = new Keycloak(${config})
    window.events = []
    for (const name of ['onReady', 'onAuthSuccess', 'onAuthError', 'onAuthRefreshSuccess', 'onAuthRefreshError', 'onAuthLogout', 'onActionUpdate'])
      keycloak[name] = (...values) => window.events.push([name, ...values])
    window.settled = keycloak.init(${settings.get('init') ?? '{}'}).then((value) => ({ value }), (error) => ({ error: String(error.message ?? error.error) }))
    window.settled.then(() => document.body.dataset.settled = 'yes')
  </script></body></html>`;
}
