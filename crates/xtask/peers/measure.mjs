// Sizes of files and of bundles, raw and compressed as a server at its best would.
// Its argument: {"esbuild": folder with it in node_modules, "rows": {name: {"bundle": entry, "external": [...]} or {"files": [...]}}}
// It prints: {name: {"raw": bytes, "gzip": bytes, "brotli": bytes}}
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const { esbuild: folder, rows } = JSON.parse(process.argv[2])
const { build } = createRequire(`${folder}/package.json`)('esbuild')

const best = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 } }
const measured = {}
for (const [name, { bundle, external = [], files = [] }] of Object.entries(rows)) {
  const contents = files.map((file) => readFileSync(file))
  if (bundle !== undefined) {
    const { outputFiles } = await build({
      entryPoints: [bundle], bundle: true, minify: true, format: 'esm', platform: 'browser', external, write: false, logLevel: 'error',
    })
    contents.push(...outputFiles.map((file) => file.contents))
  }
  // Each file travels, and is compressed, by itself.
  const sum = (size) => contents.reduce((total, content) => total + size(content), 0)
  measured[name] = {
    raw: sum((content) => content.length),
    gzip: sum((content) => gzipSync(content, { level: 9 }).length),
    brotli: sum((content) => brotliCompressSync(content, best).length),
  }
}
console.log(JSON.stringify(measured))
