// The drawings: those of the first paint stand in index.html, the others that the source names come with the second request.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

const REST = 'virtual:sprite'
const FIRST = ['index.html', 'src/shell/shell.tsx', 'src/shell/page.tsx', 'src/guide/home.tsx']

export function sprite(): Plugin {
  let root = ''
  const drawn = () => [...readFileSync(join(root, 'src/ui/sprite.svg'), 'utf8').matchAll(/<symbol id="([^"]+)".*?<\/symbol>/g)]
  const first = () => named(FIRST.map((file) => join(root, file)))
  return {
    name: 'ganchang-sprite',
    configResolved(config) {
      root = config.root
    },
    transformIndexHtml(html) {
      const wanted = first()
      const symbols = drawn().filter((found) => wanted.has(found[1]!))
      return html.replace('</body>', `<svg hidden>${symbols.map((found) => found[0]).join('')}</svg></body>`)
    },
    resolveId: (id) => (id === REST ? '\0' + REST : undefined),
    load(id) {
      if (id !== '\0' + REST) return undefined
      const here = first()
      const wanted = named(sources(join(root, 'src')))
      const symbols = drawn().filter((found) => wanted.has(found[1]!) && !here.has(found[1]!))
      return `export default ${JSON.stringify(symbols.map((found) => found[0]).join(''))}`
    },
  }
}

function named(files: string[]): Set<string> {
  return new Set(files.flatMap((file) => readFileSync(file, 'utf8').match(/\b[is]-[a-z]+\b/g) ?? []))
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}
