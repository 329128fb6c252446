// A static web server under the strictest policy the package promises to work with.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.json': 'application/json', '.wasm': 'application/wasm' }

/** Serves `folder`. `policy` is the Content-Security-Policy; `faults` maps a path's end to a handler that answers instead. */
export async function serve(folder, { policy, faults = {} } = {}) {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, 'http://site').pathname)
    const fault = Object.keys(faults).find((end) => path.endsWith(end))
    if (fault) return faults[fault](request, response)
    const file = join(folder, path.endsWith('/') ? path + 'index.html' : path)
    const body = await readFile(file).catch(() => undefined)
    if (!body) return response.writeHead(404).end('not here')
    if (policy) response.setHeader('content-security-policy', policy)
    response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream')
    response.end(body)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    faults,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

/** What a strict deployment allows: own scripts, WebAssembly, requests and frames to the provider. */
export const strictPolicy = (provider) =>
  `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ${provider}; frame-src 'self' ${provider}; base-uri 'none'`
