// Which modules travel together. The first document holds what main.tsx needs at once; the second request, `core`, is
// everything behind the home page: on a 2G line every further request costs most of a second. Only choosing a place, which
// comes before all that, has a chunk of its own.
import type { Plugin } from 'vite'

const CORE = /\/node_modules\/idb\/|\/src\/(sync\/(?!lease|pack)[\w-]+|platform\/(?!storage|share|install|bytes|badge)[\w-]+|shell\/(notes|strip|update)|ui\/(toast|page)|text\/dates|start|guide\/(home|parts|words|store|load|shelf|plan|proof|rows|view|downloads))(\.|\/)/

const PLACE = /\/src\/guide\/place(s|-page)\./

interface Parts {
  isFirst: (id: string) => boolean
  isCore: (id: string) => boolean
  isPlace: (id: string) => boolean
}

export function core(): Plugin & Parts {
  const first = new Set<string>()
  return {
    name: 'ganchang-core',
    apply: 'build',
    buildEnd() {
      const walk = (id: string) => {
        if (first.has(id)) return
        first.add(id)
        this.getModuleInfo(id)?.importedIds.forEach(walk)
      }
      for (const id of this.getModuleIds()) if (id.endsWith('/src/main.tsx')) walk(id)
    },
    isFirst: (id) => first.has(id),
    isCore: (id) => CORE.test(id),
    isPlace: (id) => PLACE.test(id),
  }
}
