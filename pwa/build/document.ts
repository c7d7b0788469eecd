// Writes the first script and the first styles into index.html, so that one request shows the app.
// The entry and the chunks it needs at once become functions of one inline script. As they have no address any more, each
// leaves its exports in `self.$g`, and whoever imports from it reads them there.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAst, type Plugin, type Rolldown } from 'vite'

type Bundle = Rolldown.OutputBundle
type Chunk = Rolldown.OutputChunk

const SHARED = 'self.$g'

export function oneDocument(css: () => string): Plugin {
  let root = ''
  return {
    name: 'ganchang-one-document',
    configResolved(config) {
      root = config.root
    },
    apply: 'build',
    // What is done to chunks below belongs to their names.
    augmentChunkHash: () => readFileSync(join(root, 'build/document.ts'), 'utf8'),
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const html = bundle['index.html']
        if (html?.type !== 'asset') return
        const entry = bundle[/<script type="module"[^>]*src="\/([^"]+)"/.exec(String(html.source))?.[1] ?? '']
        if (entry?.type !== 'chunk') throw new Error('index.html names no script')
        const first = closure(entry, bundle)
        const names = new Map(first.map((chunk, i) => [chunk.fileName, `${SHARED}${i}`]))
        for (const part of Object.values(bundle)) {
          if (part.type === 'chunk') part.code = link(part.code, names, names.get(part.fileName))
        }
        const blocks = first.map((chunk) => `(()=>{${absolute(chunk)}})();`)
        html.source = write(String(html.source), css(), asked(bundle), blocks.join('').replace(/<\/script/g, '<\\/script'))
        for (const chunk of first) delete bundle[chunk.fileName]
      },
    },
  }
}

/** The entry and everything it imports at once, in the order in which it must run. */
function closure(entry: Chunk, bundle: Bundle, path: string[] = []): Chunk[] {
  if (path.includes(entry.fileName)) throw new Error(`chunks in a circle: ${[...path, entry.fileName].join(' → ')}`)
  // The bundler's own few lines always come as a chunk of their own; they travel with the first script.
  const own = path.length ? [] : Object.values(bundle).filter((part): part is Chunk => part.type === 'chunk' && part.name === 'rolldown-runtime')
  const needed = entry.imports.flatMap((file) => {
    const chunk = bundle[file]
    return chunk?.type === 'chunk' ? closure(chunk, bundle, [...path, entry.fileName]) : []
  })
  return [...new Set([...own, ...needed, entry])]
}

/**
 * What the first script will ask for is asked for before it, while it still arrives: on a 2G line that saves a round
 * trip. It stands after the words of the shell, so that they are painted first. Where no place was chosen yet
 * (guide/chosen.ts) the list of places is what the first page waits for longest.
 */
function asked(bundle: Bundle): string {
  const file = (pattern: RegExp) => {
    const found = Object.keys(bundle).find((name) => pattern.test(name))
    if (!found) throw new Error(`the build made no ${pattern}`)
    return JSON.stringify(`/${found}`)
  }
  const [core, place, rest] = [file(/\/core-[^/]*\.js$/), file(/\/place-[^/]*\.js$/), file(/\/rest-[^/]*\.css$/)]
  return (
    `<script>(function(d,p){try{p=localStorage['ganchang-place']}catch(e){}` +
    `function a(r,h){var l=d.createElement('link');l.rel=r;l.href=h;if(r=='preload')l.as='style';d.head.appendChild(l)}` +
    `a('modulepreload',p?${core}:${place});a('preload',${rest});p||(self.ganchangPlaces=fetch('/g/places'))})(document)</script>`
  )
}

function write(html: string, css: string, early: string, script: string): string {
  const bare = html.replace(/<script type="module"[^>]*><\/script>\s*/, '').replace(/<link rel="modulepreload"[^>]*>\s*/g, '')
  return bare
    .replace('</head>', () => `<style>${css}</style></head>`)
    .replace('</body>', () => `${early}<script type="module">${script}</script></body>`)
    .replace(/\n+/g, '\n')
}

interface Named {
  name?: string
  value?: string
}
const nameOf = (node: unknown): string => (node as Named).name ?? (node as Named).value ?? ''

/** Imports from inlined chunks are read from where those left them; an inlined chunk leaves its own exports `here`. */
function link(code: string, names: Map<string, string>, here: string | undefined): string {
  let out = code
  for (const node of parseAst(code).body.toReversed()) {
    if (node.type === 'ImportDeclaration') {
      const from = [...names].find(([file]) => node.source.value.endsWith(file.slice(file.lastIndexOf('/'))))?.[1]
      if (!from) continue
      const pairs = node.specifiers.map((one) => {
        if (one.type !== 'ImportSpecifier') throw new Error(`${one.type} from the first script cannot be shared`)
        return `${nameOf(one.imported)}:${nameOf(one.local)}`
      })
      out = out.slice(0, node.start) + (pairs.length ? `const{${pairs.join()}}=${from};` : '') + out.slice(node.end)
    } else if (here && node.type === 'ExportNamedDeclaration') {
      const pairs = node.specifiers.map((one) => `${nameOf(one.exported)}:${nameOf(one.local)}`)
      out = out.slice(0, node.start) + (pairs.length ? `${here}={${pairs.join()}};` : '') + out.slice(node.end)
    }
  }
  return out
}

/** Inside the page `./x.js` would be beside the page's address, not beside the chunks. */
function absolute(chunk: Chunk): string {
  const folder = '/' + chunk.fileName.slice(0, chunk.fileName.lastIndexOf('/') + 1)
  return chunk.code.trim().replace(/import\((["'`])\.\//g, (_whole, quote: string) => `import(${quote}${folder}`)
}
