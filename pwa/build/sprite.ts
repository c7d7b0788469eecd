// Puts the drawings that the source names into the page, once each.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

export function sprite(): Plugin {
  let root = ''
  return {
    name: 'ganchang-sprite',
    configResolved(config) {
      root = config.root
    },
    transformIndexHtml(html) {
      const drawn = readFileSync(join(root, 'src/ui/sprite.svg'), 'utf8')
      const named = new Set(sources(join(root, 'src')).flatMap((file) => readFileSync(file, 'utf8').match(/\b[is]-[a-z]+\b/g) ?? []))
      const symbols = [...drawn.matchAll(/<symbol id="([^"]+)".*?<\/symbol>/g)].filter((found) => named.has(found[1]!)).map((found) => found[0])
      return html.replace('</body>', `<svg hidden>${symbols.join('')}</svg></body>`)
    },
  }
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}
