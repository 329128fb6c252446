// The inbox as a person has it: the program is started, letters are sent, and Chromium shows them.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { createTransport } from 'nodemailer';
import { chromium } from 'playwright-core';
import { chromiumFlags, environment } from '../support/environment.mjs';

/**
 * @import { ChildProcessByStdio } from 'node:child_process'
 * @import { Readable } from 'node:stream'
 * @import { SendMailOptions } from 'nodemailer'
 * @import { Browser, Page } from 'playwright-core'
 * @typedef {{ program: ChildProcessByStdio<null, Readable, null>, smtp: number, http: number }} Served
 */

const place = fileURLToPath(new URL('serve.mjs', import.meta.url));
const hostile = `<img src=x onerror="top.hacked=1"><script>top.hacked=1</script>`;

/** @type {Served} */
let served;
/** @type {Browser} */
let browser;

before(async () => {
  served = await serve();
  browser = await chromium.launch({ executablePath: environment.chromium, args: chromiumFlags });
});
after(async () => {
  await browser.close();
  served.program.kill();
});

test('the empty inbox says what to do, and a letter appears by itself', async () => {
  const own = await serve();
  const page = await open('/', own);
  await page.getByRole('heading', { name: 'No letters yet' }).waitFor();
  await expectAccessible(page);
  await send({ subject: 'Reset password', text: 'x' }, own);
  await page.getByRole('link', { name: 'Reset password amira@example.com' }).waitFor();
  assert.equal(await page.getByRole('status').innerText(), '1 letter');
  assert.equal(await page.getByRole('heading', { name: 'No letters yet' }).isVisible(), false);
  assert.equal(await page.title(), 'Inbox (1)');
  own.program.kill();
  await page.getByText('The inbox has stopped').waitFor();
});

test('a letter shows who, when, text with links, and its HTML', async () => {
  const link = `http://localhost:8180/realms/expertflow/login-actions/action-token?key=${'eyJ_-.'.repeat(60)}&tab_id=x`;
  await send({ subject: 'Verify email', text: `Follow:\n\n${link}\n\nThanks.`, html: `<p>Follow <a href="${link.replace('&', '&amp;')}">this</a></p>` });
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    const page = await open('/', served, { colorScheme });
    await page.getByRole('link', { name: 'Verify email' }).click();
    await page.getByRole('heading', { name: 'Verify email' }).waitFor();
    const shown = page.getByRole('region', { name: 'Text' }).getByRole('link');
    assert.equal(await shown.getAttribute('href'), link);
    assert.equal(await shown.getAttribute('target'), '_blank');
    assert.equal(await shown.getAttribute('rel'), 'noopener noreferrer');
    assert.equal(await page.frameLocator('iframe').getByRole('link', { name: 'this' }).getAttribute('href'), link);
    await page.getByTitle('The letter as a mail program shows it').waitFor();
    await expectAccessible(page);
    await photograph(page, `letter-${colorScheme}`);
    await page.goto(`http://localhost:${served.http}/`);
    await expectAccessible(page);
    await photograph(page, `list-${colorScheme}`);
  }
});

test('a link in the HTML opens beside the inbox, and cannot reach back', async () => {
  const target = `http://localhost:${served.http}/letters.json`;
  await send({ subject: 'Link', html: `<a href="${target}" target="_self">go</a><a href="${target}">away</a>` });
  const page = await open('/');
  await page.getByRole('link', { name: 'Link', exact: false }).first().click();
  const popup = page.waitForEvent('popup');
  await page.frameLocator('iframe').getByRole('link', { name: 'away' }).click();
  const beside = await popup;
  await beside.waitForURL(target);
  assert.equal(await beside.evaluate(() => window.opener), null);
});

test('hostile letters are shown, and do nothing', async () => {
  await send({ subject: hostile, from: { name: hostile, address: 'x@example.com' }, text: `${hostile} https://a.example/"onclick="top.hacked=1`, html: `${hostile}<form action="/"><button>Send</button></form>` });
  const page = await open('/');
  await page.getByRole('link', { name: hostile }).click();
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), hostile);
  assert.match(await page.getByRole('region', { name: 'Text' }).innerText(), /<script>top\.hacked=1<\/script>/);
  assert.equal(await page.locator('img, script').count(), 0);
  assert.equal(await page.locator('[onclick], [onerror]').count(), 0);
  await page.frameLocator('iframe').getByRole('button', { name: 'Send' }).click();
  assert.equal(await page.evaluate(() => 'hacked' in window), false);
  // Opened by itself, its HTML may do no more than in the frame.
  await page.goto(`${page.url()}/html`);
  await page.getByRole('button', { name: 'Send' }).waitFor();
  assert.equal(await page.evaluate(() => self.origin), 'null');
  assert.equal(await page.evaluate(() => 'hacked' in window), false);
});

test('tests read the letters as JSON, newest first', async () => {
  await send({ subject: 'For tests', text: 'https://a.example/' });
  const answer = await fetch(`http://localhost:${served.http}/letters.json`);
  assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
  const [newest] = /** @type {import('./letter.mjs').Letter[]} */ (await answer.json());
  assert.deepEqual([newest?.subject, newest?.to, newest?.links], ['For tests', ['amira@example.com'], ['https://a.example/']]);
});

test('what is not there, not reading, or not for this machine is refused', async () => {
  assert.equal(await statusOf({ path: '/letters/0-0' }), 404);
  assert.equal(await statusOf({ path: '/letters/0-0/html' }), 404);
  assert.equal(await statusOf({ path: '/../inbox.mjs' }), 404);
  assert.equal(await statusOf({ path: '/', method: 'POST' }), 405);
  assert.equal(await statusOf({ path: '/letters.json', headers: { host: `rebound.example:${served.http}` } }), 421);
});

test('a busy port, or a wrong one, is one clear line and 2', () => {
  const cases = /** @type {const} */ ([
    [['--smtp-port', `${served.smtp}`], `inbox: port ${served.smtp} is busy: stop what listens there, or choose another with --smtp-port\n`],
    [['--smtp-port', '0', '--http-port', `${served.http}`], `inbox: port ${served.http} is busy: stop what listens there, or choose another with --http-port\n`],
    [['--smtp-port', 'x'], 'inbox: x is no port (options: --smtp-port N, --http-port N)\n'],
  ]);
  for (const [given, line] of cases) {
    const { status, stderr } = spawnSync(process.execPath, [place, ...given], { encoding: 'utf8' });
    assert.deepEqual([status, stderr], [2, line]);
  }
});

test('it ends at once when it is asked to, whoever is connected', async () => {
  const { program, http } = await serve();
  await fetch(`http://localhost:${http}/`);
  program.kill('SIGTERM');
  assert.deepEqual(await once(program, 'exit'), [0, null]);
});

/** Started on free ports; ready when it says so. @returns {Promise<Served>} */
async function serve() {
  const program = spawn(process.execPath, [place, '--smtp-port', '0', '--http-port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(program.stdout.setEncoding('utf8'), 'data');
  const ports = /^inbox: letters to localhost:(\d+) are shown at http:\/\/localhost:(\d+)\/\n$/.exec(line);
  assert.ok(ports, line);
  return { program, smtp: Number(ports[1]), http: Number(ports[2]) };
}

/** @param {SendMailOptions} letter @param {Served} [to] */
function send(letter, to = served) {
  const client = createTransport({ host: '127.0.0.1', port: to.smtp, ignoreTLS: true });
  return client.sendMail({ from: 'no-reply@expertflow.example', to: 'amira@example.com', ...letter });
}

/** @param {string} path @param {Served} [at] @param {{ colorScheme?: 'light' | 'dark' }} [wish] */
async function open(path, at = served, wish = {}) {
  const page = await (await browser.newContext({ viewport: { width: 1024, height: 900 }, ...wish })).newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(`http://localhost:${at.http}${path}`);
  return page;
}

/** All but what is inside the frame: axe needs scripts there, and the letter is not ours. @param {Page} page */
async function expectAccessible(page) {
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`), []);
}

/** For people who look at the run afterwards. @param {Page} page @param {string} name */
async function photograph(page, name) {
  await page.screenshot({ path: `${environment.artifacts}/inbox-${name}.png`, fullPage: true });
}

/** @param {{ path: string, method?: string, headers?: Record<string, string> }} wish @returns {Promise<number | undefined>} */
function statusOf(wish) {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: served.http, ...wish }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.on('error', reject).end();
  });
}
