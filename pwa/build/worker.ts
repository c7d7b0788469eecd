// Gives the service worker the list of files to keep and a version that changes with them.
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import type { Plugin } from 'vite'

const LATER = /^a\/(staff|zh-TW|en|errors)/

export function worker(): Plugin {
  let folder = ''
  return {
    name: 'ganchang-worker',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      folder = config.publicDir
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const sw = bundle['sw.js']
        if (sw?.type !== 'chunk') throw new Error('no service worker was built')
        if (sw.imports.length) throw new Error(`the service worker must be one file, it imports ${sw.imports.join()}`)
        const built = Object.keys(bundle).filter((file) => file.startsWith('a/') && !LATER.test(file))
        const files = ['/', ...built.map((file) => '/' + file), ...readdirSync(folder).filter((file) => /manifest|icon\.svg/.test(file)).map((file) => '/' + file)]
        const page = bundle['index.html']
        const hash = createHash('sha256').update(files.join()).update(page?.type === 'asset' ? page.source : '')
        sw.code = sw.code.replace(/(["'`])%FILES%\1/, JSON.stringify(files)).replace('%VERSION%', hash.digest('hex').slice(0, 12))
        if (sw.code.includes('%FILES%')) throw new Error('the service worker lacks its place for the list of files')
      },
    },
  }
}

