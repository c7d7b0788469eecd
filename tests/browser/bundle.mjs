// Parts of the app's source as one module for a page of a test, and a page of its own origin that holds nothing else.
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** `path` from the repository's root. */
export async function bundled(path) {
  const made = await build({
    configFile: false,
    logLevel: 'error',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      lib: { entry: fileURLToPath(new URL(`../../${path}`, import.meta.url)), formats: ['es'], fileName: 'part' },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  })
  return made[0].output[0].code
}

/** Every page of `context` under http://….localhost is empty but for the module, which is `window.part` when it has loaded. */
export async function servePart(context, code, answer = (route) => route.abort()) {
  await context.route(/^http:\/\/[a-z0-9]+\.localhost\//, async (route) => {
    const path = new URL(route.request().url()).pathname
    if (path === '/part.js') return route.fulfill({ contentType: 'text/javascript', body: code })
    if (path === '/') return route.fulfill({ contentType: 'text/html', body: '<!doctype html><meta charset=utf-8><title>part</title><script type=module>import * as part from "/part.js"; window.part = part</script>' })
    return path === '/sync' ? answer(route) : route.abort()
  })
}
