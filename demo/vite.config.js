import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const page = (name) => fileURLToPath(new URL(name, import.meta.url))

export default defineConfig({
  server: { port: 5173, strictPort: true },
  preview: { port: 5173, strictPort: true },
  // The package finds its WebAssembly beside its own files, so the dev server must not move them.
  optimizeDeps: { exclude: ['cx-auth'] },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    // A strict content security policy allows no data: URLs.
    assetsInlineLimit: 0,
    rolldownOptions: { input: { desk: page('index.html'), silent: page('silent.html') } },
  },
})
