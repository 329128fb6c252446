// The inbox over HTTP, on this machine only: pages for people, `/letters.json` for tests.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { framed, letterPage, listPage, nothingPage, sandbox } from './page.mjs';

/**
 * @import { Server } from 'node:http'
 * @import { Inbox } from './inbox.mjs'
 * @typedef {{ status: number, kind: string, body: string, policy: string }} Answer
 */

/** Rejects with `EADDRINUSE` when the port is busy. @param {Inbox} inbox @param {number} port @returns {Promise<Server>} */
export async function serveInbox(inbox, port) {
  const [style, script] = await Promise.all([styleSheet(), readFile(new URL('refresh.mjs', import.meta.url), 'utf8')]);
  const server = createServer((request, response) => {
    const { status, kind, body, policy } = isForUs(request.headers.host)
      ? answerTo(request.method, request.url)
      : { status: 421, kind: 'text/plain', body: 'open the inbox as localhost\n', policy: nothing };
    response.writeHead(status, {
      'content-type': `${kind}; charset=utf-8`,
      'content-security-policy': policy,
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  });

  /** @param {string | undefined} method @param {string | undefined} target @returns {Answer} */
  function answerTo(method, target = '/') {
    if (method !== 'GET' && method !== 'HEAD') {
      return { status: 405, kind: 'text/plain', body: 'only reading is possible\n', policy: nothing };
    }
    const [path = '/'] = target.split('?');
    if (path === '/') return shown(listPage(inbox.letters, inbox.port));
    if (path === '/letters.json') return file('application/json', JSON.stringify(inbox.letters));
    if (path === '/inbox.css') return file('text/css', style);
    if (path === '/refresh.mjs') return file('text/javascript', script);
    if (path === '/favicon.ico') return { ...file('image/x-icon', ''), status: 204 };
    const [, id = '', part] = /^\/letters\/([\da-f-]+)(\/html)?$/.exec(path) ?? [];
    const letter = inbox.letter(id);
    if (letter !== undefined && part === undefined) return shown(letterPage(letter));
    if (letter?.html !== undefined) return { ...shown(framed(letter.html)), policy: policyOfLetters };
    return { ...shown(nothingPage()), status: 404 };
  }

  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(undefined));
  });
  return server;
}

/** A site elsewhere whose name leads to this machine must not read letters. @param {string | undefined} host */
function isForUs(host = '') {
  return ['localhost', '127.0.0.1'].includes(host.replace(/:\d+$/, ''));
}

/** The look of the sign-in pages, and what the inbox adds. */
async function styleSheet() {
  const theme = new URL('../../app/src/theme/', import.meta.url);
  const places = [new URL('tokens.css', theme), new URL('dark.css', theme), new URL('base.css', theme)];
  const files = [...places, new URL('inbox.css', import.meta.url)].map((place) => readFile(place, 'utf8'));
  const [tokens, dark, base, own] = await Promise.all(files);
  return [tokens, `@media (prefers-color-scheme: dark) {\n:root {\n${dark}}\n}\n`, base, own].join('\n');
}

/** @param {string} body @returns {Answer} */
function shown(body) {
  return { status: 200, kind: 'text/html', body, policy: policyOfPages };
}

/** @param {string} kind @param {string} body @returns {Answer} */
function file(kind, body) {
  return { status: 200, kind, body, policy: nothing };
}

const nothing = "default-src 'none'; frame-ancestors 'none'";
const policyOfPages =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; " +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const policyOfLetters =
  `sandbox ${sandbox}; default-src 'none'; style-src 'unsafe-inline'; img-src data:; ` +
  "frame-ancestors 'self'; form-action 'none'";
