// The drawings: those of the first paint stand in index.html, those of the guide's pages come with the second request, and
// those of the personal side and the desk with the personal side, and those of the buses with the buses.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

const REST = 'virtual:sprite'
const PERSONAL = 'virtual:sprite-personal'
const WAY = 'virtual:sprite-way'
/** Install, settings and fields are met beside or behind the personal side. */
const READING = /\/src\/(guide|search|shell|ui|platform|text)\/(?!install|settings|field)/
const BUSES = /\/src\/transit\//
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
    resolveId: (id) => ([REST, PERSONAL, WAY].includes(id) ? '\0' + id : undefined),
    load(id) {
      if (![REST, PERSONAL, WAY].some((one) => id === '\0' + one)) return undefined
      const files = sources(join(root, 'src'))
      const of = (kind: RegExp) => named(files.filter((file) => kind.test(file)))
      const [here, reading] = [first(), of(READING)]
      const more = id === '\0' + WAY ? of(BUSES) : named(files.filter((file) => !BUSES.test(file)))
      const wanted = (name: string) => !here.has(name) && (id === '\0' + REST ? reading.has(name) : more.has(name) && !reading.has(name))
      const symbols = drawn().filter((found) => wanted(found[1]!))
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
