// Reads a QR code from a photograph of the page, as a phone would.
import jsqr from 'jsqr';
import { PNG } from 'pngjs';

// jsqr is CommonJS: compilers and Node disagree about where its default export is.
const decode = /** @type {typeof jsqr.default} */ (/** @type {any} */ (jsqr).default ?? jsqr);

/** @param {Buffer} photograph a PNG @returns {string | undefined} the text of the first QR code in it */
export function readQrCode(photograph) {
  const { data, width, height } = PNG.sync.read(photograph);
  return decode(new Uint8ClampedArray(data), width, height)?.data;
}
