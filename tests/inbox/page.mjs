// The inbox's two pages as HTML. Everything that comes from a letter passes through `escaped`.
import { piecesOf } from './letter.mjs';

/** @import { Letter } from './letter.mjs' */

/** @param {readonly Letter[]} letters @param {number} smtpPort */
export function listPage(letters, smtpPort) {
  const count = letters.length === 1 ? '1 letter' : `${letters.length} letters`;
  return page(
    letters.length === 0 ? 'Inbox' : `Inbox (${letters.length})`,
    `<main class="inbox">
<header class="inbox__head">
<h1>Inbox</h1>
<p class="inbox__aside" role="status" id="count">${count}</p>
</header>
<p class="inbox__aside">What Keycloak sends to localhost:${smtpPort} stays on this machine, and is gone when the demo stops.</p>
<div class="inbox__empty" id="empty"${letters.length === 0 ? '' : ' hidden'}>
<h2>No letters yet</h2>
<p>On the sign-in page choose “Forgot Password?” and enter a user of the demo, <b>agent1</b> for example. The letter appears here by itself.</p>
</div>
<ul class="inbox__letters" id="letters">${letters.map(row).join('')}</ul>
<noscript><p class="inbox__aside">Without scripts, reload this page to see new letters.</p></noscript>
</main>`,
    '<script type="module" src="/refresh.mjs"></script>',
  );
}

/** @param {Letter} letter */
export function letterPage({ id, to, from, subject, time, text, html }) {
  return page(
    titleOf(subject),
    `<main class="inbox">
<nav aria-label="Inbox"><a class="inbox__back" href="/">All letters</a></nav>
<h1 dir="auto">${escaped(titleOf(subject))}</h1>
<dl class="inbox__facts">
<div><dt>To</dt><dd dir="auto">${escaped(to.join(', '))}</dd></div>
<div><dt>From</dt><dd dir="auto">${escaped(from)}</dd></div>
<div><dt>Came</dt><dd>${clock(time)}</dd></div>
</dl>
${text === '' ? '' : `<section aria-labelledby="text"><h2 id="text">Text</h2><div class="inbox__text" dir="auto">${linked(text)}</div></section>`}
${html === undefined ? '' : `<section aria-labelledby="html"><h2 id="html">As a mail program shows it</h2><iframe class="inbox__html" src="/letters/${id}/html" sandbox="${sandbox}" title="The letter as a mail program shows it"></iframe></section>`}
${text === '' && html === undefined ? '<p>This letter is empty.</p>' : ''}
</main>`,
  );
}

/** For an address that shows nothing. */
export function nothingPage() {
  return page(
    'Not here',
    `<main class="inbox">
<h1>Not here</h1>
<p>This letter is gone: the inbox keeps the newest ones, until the demo stops.</p>
<nav aria-label="Inbox"><a class="inbox__back" href="/">All letters</a></nav>
</main>`,
  );
}

/** What somebody else wrote, for the frame: its links open beside it. @param {string} html */
export function framed(html) {
  return `<!doctype html><meta charset="utf-8"><base target="_blank">${html}`;
}

/** What a letter's own HTML may do: let a person follow its links. No scripts, no forms, no origin. */
export const sandbox = 'allow-popups allow-popups-to-escape-sandbox';

/** @param {Letter} letter */
function row({ id, to, subject, time }) {
  return `<li id="letter-${id}"><a class="inbox__row" href="/letters/${id}">
<span class="inbox__subject" dir="auto">${escaped(titleOf(subject))}</span>
<span class="inbox__line" dir="auto">${escaped(to.join(', '))}</span>
<span class="inbox__line inbox__time">${clock(time)}</span>
</a></li>`;
}

/** @param {string} title @param {string} body @param {string} [more] */
function page(title, body, more = '') {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="/inbox.css">
${more}
</head>
<body>
${body}
</body>
</html>
`;
}

/** @param {string} text */
function linked(text) {
  return piecesOf(text)
    .map(({ words, link }) =>
      link === undefined
        ? escaped(words)
        : `<a href="${escaped(link)}" target="_blank" rel="noopener noreferrer">${escaped(shortened(words))}</a>`,
    )
    .join('');
}

/** Keycloak's links carry a token of several lines: what tells them apart is at the front. @param {string} link */
function shortened(link) {
  return link.length > 100 ? `${link.slice(0, 99)}…` : link;
}

/** @param {string} subject */
function titleOf(subject) {
  return subject.trim() === '' ? '(no subject)' : subject;
}

/** @param {string} time */
function clock(time) {
  return `<time datetime="${time}">${timeFormat.format(new Date(time))}</time>`;
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const timeFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
