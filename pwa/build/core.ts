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
    // A style or a function named on both sides is enough to tie them together.
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((part) => part.type === 'chunk')
      const [core, place] = ['core', 'place'].map((name) => chunks.find((chunk) => chunk.name === name))
      if (core?.imports.includes(place!.fileName) || place?.imports.includes(core!.fileName)) throw new Error('choosing a place and what comes behind it wait for each other')
    },
    isFirst: (id) => first.has(id),
    isCore: (id) => CORE.test(id),
    isPlace: (id) => PLACE.test(id),
  }
}
