// Serves the desk with the packed npm package, under the strictest policy the package promises to work with.
import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unpack } from '../packed.mjs';
import { listen, portOf, shut } from '../server.ts';

const pages = fileURLToPath(new URL('desk', import.meta.url));
const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };

export interface DeskSite {
  /** On the provider's own site: its cookies reach a hidden frame. */
  readonly origin: string;
  /** The same on another site, for a browser that keeps third-party cookies away. */
  readonly farOrigin: string;
  close(): Promise<void>;
}

export async function openDeskSite(port = 0): Promise<DeskSite> {
  const installed = await unpack();
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://desk').pathname);
    const answer = (kind: string, body: Buffer): void => {
      response.writeHead(200, { 'content-type': kind, 'content-security-policy': policy, 'cache-control': 'no-store' }).end(body);
    };
    readFile(fileOf(path, installed)).then(
      (body) => answer(types[extname(fileOf(path, installed))] ?? 'application/octet-stream', body),
      () => response.writeHead(404).end('not here'),
    );
  });
  await listen(server, { port });
  const taken = portOf(server);
  return {
    origin: `http://localhost:${taken}`,
    farOrigin: `http://127.0.0.1:${taken}`,
    close: async () => {
      await shut(server);
      await rm(installed, { recursive: true, force: true });
    },
  };
}

/** The package's own pages lie at the root, as its README says; a path without an extension is a view of the single page. */
function fileOf(path: string, installed: string): string {
  if (path.startsWith('/cx-auth/')) return join(installed, path.slice('/cx-auth/'.length));
  if (extname(path) === '') return join(pages, 'index.html');
  return path === '/desk.js' ? join(pages, path) : join(installed, path);
}

const providers = 'http://localhost:* http://127.0.0.1:*';
const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; img-src data:; base-uri 'none'; " +
  `connect-src 'self' ${providers}; frame-src 'self' ${providers}`;
