// Builds the service worker as one file, and gives it the list of files to keep and a version that changes with them.
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Plugin, type Rolldown } from 'vite'

/** Fetched when first used: the staff's pages, other languages. */
const LATER = /^a\/(staff|zh-TW|en|errors\.)/

export function worker(): Plugin {
  let root = ''
  let target: string | string[]
  return {
    name: 'ganchang-worker',
    apply: 'build',
    configResolved(config) {
      root = config.root
      target = config.build.target || 'es2017'
    },
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const page = bundle['index.html']
        const built = Object.keys(bundle).filter((file) => file.startsWith('a/') && !LATER.test(file))
        const own = readdirSync(join(root, 'public')).filter((file) => /^(manifest|icon\.svg|icon-192)/.test(file))
        const files = ['/', ...[...built, ...own].map((file) => `/${file}`)]
        const code = await bundleWorker(join(root, 'src/sw/sw.ts'), target)
        const hash = createHash('sha256').update(files.join()).update(code).update(page?.type === 'asset' ? page.source : '')
        const source = code.replace(/(["'`])%FILES%\1/, JSON.stringify(files)).replace('%VERSION%', hash.digest('hex').slice(0, 12))
        if (/%(FILES|VERSION)%/.test(source)) throw new Error('the service worker lacks its list of files or its version')
        this.emitFile({ type: 'asset', fileName: 'sw.js', source })
      },
    },
  }
}

async function bundleWorker(entry: string, target: string | string[]): Promise<string> {
  const built = (await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: { write: false, target, rolldownOptions: { input: entry, output: { format: 'iife' } } },
  })) as Rolldown.RolldownOutput
  return built.output[0].code
}
