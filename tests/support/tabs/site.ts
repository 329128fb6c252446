// Serves the application of the harness: one page for each library, the libraries as their packages ship them.
import { readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Settings } from '../../tabs/driver.ts';
import { unpack } from '../packed.mjs';
import { listen, portOf, shut } from '../server.ts';

export type Library = 'cx-auth' | 'keycloak-js' | 'oidc-client-ts' | 'oidc-spa';

const sources = fileURLToPath(new URL('../../tabs/', import.meta.url));
const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

export class Site {
  readonly #server: Server;
  readonly #package: string;
  readonly #apps = new Map<string, { readonly library: Library; readonly settings: Settings }>();
  readonly #bundles = new Map<string, Promise<string>>();

  private constructor(unpacked: string) {
    this.#package = unpacked;
    this.#server = createServer((request, answer) => {
      const path = new URL(request.url ?? '/', 'http://site').pathname;
      void this.#content(path).then(
        (content) => {
          const type = contentTypes[extname(path)] ?? contentTypes['.html'];
          answer.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(content);
        },
        () => answer.writeHead(404).end(),
      );
    });
  }

  static async open(): Promise<Site> {
    const folder = await unpack();
    const site = new Site(folder);
    await listen(site.#server, { host: '127.0.0.1' });
    return site;
  }

  origin(host = 'localhost'): string {
    return `http://${host}:${portOf(this.#server)}`;
  }

  async close(): Promise<void> {
    await shut(this.#server);
    await rm(this.#package, { recursive: true });
  }

  /** Sets an application up, and answers its path. */
  add(library: Library, settings: Omit<Settings, 'path'>): string {
    const path = `/app-${this.#apps.size + 1}/`;
    this.#apps.set(path, { library, settings: { ...settings, path } });
    return path;
  }

  async #content(path: string): Promise<string | Buffer> {
    if (path === '/conductor/') return page('Conductor', '/conductor.js');
    if (path.startsWith('/cx-auth/')) return readFile(join(this.#package, path.slice('/cx-auth/'.length)));
    const [, folder = '', file = ''] = /^(\/app-\d+\/)?\/?(.*)$/.exec(path) ?? [];
    const app = this.#apps.get(folder);
    if (app !== undefined && file === '') return page('AgentDesk', `/${app.library}.js`, app.settings);
    if (app !== undefined && file === 'silent-check-sso.html') return silentCheck;
    if (app !== undefined && file.startsWith('silent.')) return readFile(join(this.#package, file));
    if (file.endsWith('.js')) return this.#bundle(file.slice(0, -'.js'.length));
    throw new Error('not found');
  }

  #bundle(name: string): Promise<string> {
    const bundle = this.#bundles.get(name) ?? bundled(name);
    this.#bundles.set(name, bundle);
    return bundle;
  }
}

/** cx-auth is loaded from its own files: it is for the browser as it is, and its wasm lies beside them. */
async function bundled(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(sources, `${name}.ts`)],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    alias: { 'cx-auth': '/cx-auth/index.js' },
    external: ['/cx-auth/*'],
    write: false,
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}

function page(title: string, script: string, settings?: Settings): string {
  const data = settings === undefined ? '' : `<script type="application/json">${JSON.stringify(settings)}</script>`;
  return `<!doctype html><html lang="en"><title>${title}</title><link rel="icon" href="data:,"><h1>${title}</h1>${data}<script type="module" src="${script}"></script></html>`;
}

/** As the documentation of keycloak-js has it. */
const silentCheck = '<!doctype html><script>parent.postMessage(location.href, location.origin)</script>';
