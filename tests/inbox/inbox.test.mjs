import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, beforeEach, test } from 'node:test';
import { createTransport } from 'nodemailer';
import { capacity, Inbox, largest } from './inbox.mjs';
import { piecesOf } from './letter.mjs';

/** @import { SendMailOptions } from 'nodemailer' */

/** @type {Inbox[]} */
const opened = [];
/** @type {Inbox} */
let inbox;

beforeEach(async () => {
  inbox = await Inbox.open();
  opened.push(inbox);
});
after(() => Promise.all(opened.map((each) => each.close())));

/** @param {SendMailOptions} letter */
function send(letter) {
  const client = createTransport({ host: '127.0.0.1', port: inbox.port, ignoreTLS: true });
  return client.sendMail({ from: 'Expertflow CX <no-reply@expertflow.example>', to: 'amira@example.com', ...letter });
}

/** The newest letter, which must be there. */
function newest() {
  const [letter] = inbox.letters;
  assert.ok(letter);
  return letter;
}

test('a letter is there when its sender hears that it was taken', async () => {
  await send({ subject: 'Hello', text: 'Good day' });
  const { to, from, subject, text, html, time } = newest();
  assert.deepEqual({ to, from, subject, text: text.trim(), html }, {
    to: ['amira@example.com'],
    from: '"Expertflow CX" <no-reply@expertflow.example>',
    subject: 'Hello',
    text: 'Good day',
    html: undefined,
  });
  assert.ok(Math.abs(Date.parse(time) - Date.now()) < 60_000);
});

test('lines that begin with a dot keep it, and only it', async () => {
  await send({ text: '.\n.one\n..two\nend' });
  assert.equal(newest().text.trim(), '.\n.one\n..two\nend');
});

test('quoted-printable and long links come out as they went in', async () => {
  const link = `http://localhost:8180/realms/expertflow/login-actions/action-token?key=${'eyJ-_.a'.repeat(80)}&tab_id=x=3D`;
  await send({ text: `Grüße, 50 % = halb\n\n${link}\n\nEnde.`, textEncoding: 'quoted-printable' });
  assert.equal(newest().text.trim(), `Grüße, 50 % = halb\n\n${link}\n\nEnde.`);
  assert.deepEqual(newest().links, [link]);
});

test('subject and text in Arabic', async () => {
  await send({ subject: 'إعادة تعيين كلمة المرور', text: 'مرحبا أميرة' });
  assert.equal(newest().subject, 'إعادة تعيين كلمة المرور');
  assert.equal(newest().text.trim(), 'مرحبا أميرة');
});

test('a letter to two is one letter, found by either, hidden copies too', async () => {
  await send({ to: 'Amira@Example.com', bcc: 'ben@example.com', text: 'x' });
  assert.equal(inbox.letters.length, 1);
  assert.deepEqual(newest().to, ['amira@example.com', 'ben@example.com']);
  assert.deepEqual(inbox.lettersTo('AMIRA@example.com'), inbox.lettersTo('ben@example.com'));
  assert.deepEqual(inbox.lettersTo('sofia@example.com'), []);
});

test('text and HTML are kept apart, and text is made where there is none', async () => {
  await send({ text: 'plain', html: '<p>rich</p>' });
  assert.equal(newest().text.trim(), 'plain');
  assert.equal(newest().html?.trim(), '<p>rich</p>');
  await send({ html: '<p>only <a href="https://example.com/a">rich</a></p>' });
  assert.match(newest().text, /only rich/);
  assert.deepEqual(newest().links, ['https://example.com/a']);
});

test('newest first, and no more than are kept', async () => {
  // Over one connection: the server lets each new one wait for a moment.
  const client = createTransport({ host: '127.0.0.1', port: inbox.port, ignoreTLS: true, pool: true, maxConnections: 1, maxMessages: Infinity });
  for (let number = 0; number <= capacity; number += 1) {
    await client.sendMail({ from: 'no-reply@expertflow.example', to: 'amira@example.com', subject: `${number}` });
  }
  client.close();
  assert.equal(inbox.letters.length, capacity);
  assert.deepEqual([inbox.letters[0]?.subject, inbox.letters.at(-1)?.subject], [`${capacity}`, '1']);
  const { id } = newest();
  assert.equal(inbox.letter(id), newest());
});

test('a letter that is too large is refused, and the next one taken', async () => {
  const refused = send({ text: 'x'.repeat(largest + 1) });
  await assert.rejects(refused, { responseCode: 552 });
  assert.equal(inbox.letters.length, 0);
  await send({ text: 'small' });
  assert.equal(inbox.letters.length, 1);
});

// A client can promise nothing and send too much: the size it names is not the only guard.
test('a letter that turns out too large is refused', async () => {
  const line = `${'x'.repeat(998)}\r\n`;
  const body = `Subject: big\r\n\r\n${line.repeat(largest / 1000 + 1)}.\r\n`;
  const answers = await talk(['HELO x', 'MAIL FROM:<a@b.c>', 'RCPT TO:<d@e.f>', 'DATA', body, 'QUIT']);
  assert.deepEqual(answers.map((answer) => answer.slice(0, 3)), ['220', '250', '250', '250', '354', '552', '221']);
  assert.equal(inbox.letters.length, 0);
});

test('who waits for a letter gets it, however early they ask', async () => {
  const first = inbox.letterTo('amira@example.com');
  const second = inbox.letterTo('amira@example.com', { count: 2 });
  await send({ to: 'ben@example.com', subject: 'not hers' });
  await send({ subject: 'one' });
  assert.equal((await first).subject, 'one');
  await send({ subject: 'two' });
  assert.equal((await second).subject, 'two');
  assert.equal((await inbox.letterTo('amira@example.com')).subject, 'two');
});

test('who waits in vain is told', async () => {
  await assert.rejects(inbox.letterTo('amira@example.com', { patience: 1 }), /0 of 1 letters to amira@example\.com/);
  const waiting = assert.rejects(inbox.letterTo('amira@example.com'), /the inbox is closed/);
  await inbox.close();
  await waiting;
});

test('a client that breaks off does no harm', async () => {
  const socket = connect(inbox.port, '127.0.0.1');
  await new Promise((resolve) => socket.once('data', resolve));
  socket.resetAndDestroy();
  await send({ subject: 'after' });
  assert.equal(newest().subject, 'after');
});

test('a busy port is an error', async () => {
  await assert.rejects(Inbox.open({ port: inbox.port }), { code: 'EADDRINUSE' });
});

test('links end where a person would end them', () => {
  const links = (/** @type {string} */ text) => piecesOf(text).flatMap(({ link }) => link ?? []);
  assert.deepEqual(links('See https://a.example/b_c-, or (http://localhost:8180/x?y=1&z=2).'), [
    'https://a.example/b_c-',
    'http://localhost:8180/x?y=1&z=2',
  ]);
  assert.deepEqual(links('javascript:alert(1) mailto:a@b.example //c.example ftp://d.example e.example'), []);
  const text = 'a https://b.example c';
  assert.equal(piecesOf(text).map(({ words }) => words).join(''), text);
});

/** Says each command after the answer to the one before. @param {string[]} commands @returns {Promise<string[]>} */
async function talk(commands) {
  const socket = connect(inbox.port, '127.0.0.1').setEncoding('utf8');
  const answers = [];
  for await (const answer of socket) {
    answers.push(answer);
    const command = commands.shift();
    if (command === undefined) socket.end();
    else socket.write(`${command}\r\n`);
  }
  return answers;
}
