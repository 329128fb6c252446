// How values cross between the package's scripts and the WebAssembly: as flat texts, in which each text says its own length,
// so that neither side needs to escape anything. The other half is `read.rs` and `write.rs` beside this file.
//
//   "<length>;<text>   #<number>;   t   f   n   [<value>...]   {<length>;<name><value>...}
//   b<length>;<bytes>   j<length>;<JSON>
//
// Lengths are in UTF-16 code units; they and whole numbers are hexadecimal. Numbers for the WebAssembly are the bits of
// IEEE 754, hexadecimal too: it has no use for a parser of decimals. Bytes are a text with one code unit each; `b` and `j`, a
// value that is JSON already, only come from the WebAssembly.

/**
 * The flat text of a value: of anything that JSON knows, and of a few bytes. Whatever else there may be in an options object is `false`, which is
 * of the wrong type for every option that a function or a symbol could be meant for.
 *
 * @param {unknown} value
 * @returns {string}
 */
export function flat(value) {
  switch (typeof value) {
    case 'string':
      return '"' + sized(value)
    case 'number':
      return `#${new BigUint64Array(Float64Array.of(value).buffer)[0].toString(16)};`
    case 'object':
      if (value instanceof Uint8Array) return flat(String.fromCharCode(...value))
      if (Array.isArray(value)) return `[${value.map(flat).join('')}]`
      if (value) return `{${Object.entries(value).map(([name, value]) => sized(name) + flat(value)).join('')}}`
    // Falls through: null.
    case 'undefined':
      return 'n'
    default:
      return value === true ? 't' : 'f'
  }
}

/** @param {string} text */
const sized = (text) => `${text.length.toString(16)};${text}`

/**
 * The flat text of a JSON text; empty if it is none.
 *
 * @param {string} text
 */
export function flatJson(text) {
  try {
    return flat(JSON.parse(text))
  } catch {
    return ''
  }
}

/**
 * The value of a flat text from the WebAssembly.
 *
 * @param {string} text
 */
export function read(text) {
  let at = 0
  const number = () => {
    const start = at
    at = text.indexOf(';', at) + 1
    return parseInt(text.slice(start, at), 16)
  }
  const sized = () => {
    const end = number() + at
    const part = text.slice(at, end)
    at = end
    return part
  }
  /**
   * @template T
   * @param {() => T} element
   */
  const until = (/** @type {string} */ end, element) => {
    const list = []
    while (text[at] !== end) list.push(element())
    at += 1
    return list
  }
  /** @returns {any} */
  const value = () => {
    switch (text[at++]) {
      case '"':
        return sized()
      case '#':
        return number()
      case 't':
        return true
      case 'f':
        return false
      case 'b':
        return Uint8Array.from(sized(), (unit) => unit.charCodeAt(0))
      case 'j':
        return JSON.parse(sized())
      case '[':
        return until(']', value)
      case '{':
        // Unlike setting properties, this takes `__proto__` for a name like any other.
        return Object.fromEntries(until('}', () => [sized(), value()]))
    }
  }
  return value()
}
