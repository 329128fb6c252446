// A letter as a person reads it: what came in by SMTP, decoded (RFC 5322, MIME).
import { randomUUID } from 'node:crypto';
import LinkifyIt from 'linkify-it';
import { simpleParser } from 'mailparser';

/**
 * @typedef {object} Letter
 * @property {string} id Never used twice, so an address of a letter never shows another one.
 * @property {readonly string[]} to Who gets it, as told to the server (not as written in the letter), in small letters.
 * @property {string} from
 * @property {string} subject
 * @property {string} time When it came, in ISO 8601.
 * @property {string} text
 * @property {string | undefined} html
 * @property {readonly string[]} links The web addresses in the text, in order.
 */

/** @typedef {{ readonly words: string, readonly link?: string }} Piece */

/**
 * @param {Buffer} content
 * @param {readonly string[]} recipients
 * @returns {Promise<Letter>}
 */
export async function readLetter(content, recipients) {
  const { from, subject, text, html } = await simpleParser(content, { skipImageLinks: true, skipTextToHtml: true });
  return {
    id: randomUUID(),
    to: recipients.map((address) => address.toLowerCase()),
    from: from?.text ?? '',
    subject: subject ?? '',
    time: new Date().toISOString(),
    text: text ?? '',
    html: html === false ? undefined : html,
    links: piecesOf(text ?? '').flatMap(({ link }) => link ?? []),
  };
}

/** The text cut where web addresses begin and end. @param {string} text @returns {Piece[]} */
export function piecesOf(text) {
  /** @type {Piece[]} */
  const pieces = [];
  let end = 0;
  for (const { index, lastIndex, url } of webAddresses.match(text) ?? []) {
    pieces.push({ words: text.slice(end, index) }, { words: text.slice(index, lastIndex), link: url });
    end = lastIndex;
  }
  pieces.push({ words: text.slice(end) });
  return pieces.filter(({ words }) => words !== '');
}

const webAddresses = new LinkifyIt({}, { fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
for (const other of ['ftp:', 'mailto:', '//']) webAddresses.add(other, null);
