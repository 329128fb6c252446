// The applications of the comparison: built by Vite as for production, and served as a real deployment would.
import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build as viteBuild } from 'vite';

/** @import { AddressInfo } from 'node:net' */
/** @typedef {{ readonly issuer: string, readonly clientId: string, readonly origin: string }} Settings */
/** @typedef {{ readonly body: Buffer, readonly headers: Readonly<Record<string, string>> }} Page */

const here = fileURLToPath(new URL('.', import.meta.url));
/** @type {Readonly<Record<string, string>>} */
const contentTypes = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.wasm': 'application/wasm' };

/** Serves one application at a time, at its root: each gets the origin to itself, as it would have it. */
export class Site {
  #server;
  /** @type {Map<string, Page>} */
  #pages = new Map();

  constructor() {
    this.#server = createServer((request, answer) => {
      const path = new URL(request.url ?? '/', 'http://site').pathname;
      const page = this.#pages.get(path === '/' ? '/index.html' : path);
      if (page === undefined) {
        answer.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
      } else if (request.headers['if-none-match'] === page.headers['etag']) {
        answer.writeHead(304, { etag: page.headers['etag'] }).end();
      } else {
        answer.writeHead(200, page.headers).end(page.body);
      }
    });
    this.#server.keepAliveTimeout = 60_000;
  }

  /** @returns {Promise<number>} the port */
  async listen() {
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', () => resolve(undefined)));
    return /** @type {AddressInfo} */ (this.#server.address()).port;
  }

  /** @param {Map<string, Page>} pages */
  show(pages) {
    this.#pages = pages;
  }

  close() {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/**
 * Builds one application for these settings.
 *
 * @param {string} library @param {Settings} settings @param {string} cxAuth the unpacked package
 * @returns {Promise<Map<string, Page>>}
 */
export async function build(library, settings, cxAuth) {
  const root = join(here, 'apps', library);
  const outDir = await mkdtemp(join(tmpdir(), 'cx-auth-bench-site-'));
  const oidcSpa = library === 'oidc-spa' ? [(await import('oidc-spa/vite-plugin')).oidcSpa()] : [];
  const silent = library === 'oidc-client-ts' ? [join(root, 'silent.html')] : [];
  await viteBuild({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: [{ find: /^cx-auth$/, replacement: join(cxAuth, 'index.js') }] },
    plugins: [constantsModule(settings), ...oidcSpa],
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      rolldownOptions: { input: [join(root, 'index.html'), ...silent] },
    },
  });
  if (library === 'cx-auth') for (const file of ['silent.html', 'silent.js']) await copyFile(join(cxAuth, file), join(outDir, file));
  const pages = new Map();
  for (const entry of await readdir(outDir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    pages.set(`/${relative(outDir, file)}`, page(file, await readFile(file)));
  }
  await rm(outDir, { recursive: true });
  return pages;
}

/** The module `bench:settings`. @param {Settings} settings */
function constantsModule(settings) {
  const name = 'bench:settings';
  const lines = Object.entries(settings).map(([key, value]) => `export const ${key} = ${JSON.stringify(value)};`);
  return {
    name,
    resolveId: (/** @type {string} */ id) => (id === name ? `\0${name}` : undefined),
    load: (/** @type {string} */ id) => (id === `\0${name}` ? lines.join('\n') : undefined),
  };
}

/**
 * Compressed at its best. Files named by their content never change, the page is asked for again each time, and the small pages
 * for hidden frames may be kept for an hour, as our README recommends.
 *
 * @param {string} file @param {Buffer} content @returns {Page}
 */
function page(file, content) {
  const body = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  const type = contentTypes[extname(file)] ?? 'application/octet-stream';
  const keep = /\/assets\//.test(file) ? 'public, max-age=31536000, immutable' : /\/silent/.test(file) ? 'max-age=3600' : 'no-cache';
  return {
    body,
    headers: {
      'content-type': type,
      'content-encoding': 'br',
      'content-length': String(body.length),
      'cache-control': keep,
      etag: `"${createHash('sha256').update(content).digest('hex').slice(0, 16)}"`,
    },
  };
}
