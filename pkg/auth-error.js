/** What every rejected promise and every failed state of this package carries. `code` is stable. */
export class AuthError extends Error {
  name = /** @type {const} */ ('AuthError')

  /**
   * @param {import('./index.d.ts').AuthErrorCode} code
   * @param {string} message
   * @param {{ kind?: import('./index.d.ts').AuthErrorKind, cause?: unknown }} [options]
   */
  constructor(code, message, { kind = 'misuse', ...options } = {}) {
    super(message, options)
    this.code = code
    this.kind = kind
  }
}

/** What still waits, or comes, when the session object is no more. */
export const gone = () => new AuthError('disposed', 'this session object was disposed of')
