// Writes the first script and the first styles into index.html, so that one request shows the app.
// Other chunks import from that script; as it has no address any more, they read its exports from `self.$g`.
import { parseAst, type Plugin } from 'vite'

const SHARED = 'self.$g'

export function oneDocument(): Plugin {
  return {
    name: 'ganchang-one-document',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const html = bundle['index.html']
        const entry = Object.values(bundle).find((part) => part.type === 'chunk' && part.isEntry && part.name === 'index')
        if (html?.type !== 'asset' || entry?.type !== 'chunk') return
        let text = String(html.source)
        for (const part of Object.values(bundle)) {
          if (part.type !== 'chunk' || part === entry) continue
          part.code = readShared(part.code, entry.fileName)
        }
        text = text.replace(/<link rel="stylesheet"[^>]*href="\/([^"]+)"[^>]*>\s*/g, (whole, file: string) => {
          const css = bundle[file]
          if (css?.type !== 'asset') return whole
          delete bundle[file]
          return `<style>${String(css.source).trim()}</style>`
        })
        const script = share(entry.code, entry.fileName).replace(/<\/script/g, '<\\/script').trim()
        text = text.replace(/<script type="module"[^>]*><\/script>\s*/, '')
        text = text.replace('</body>', () => `<script type="module">${script}</script></body>`)
        html.source = text.replace(/\n+/g, '\n')
        delete bundle[entry.fileName]
      },
    },
  }
}

interface Named {
  type: string
  name?: string
  value?: string
}
const nameOf = (node: unknown): string => (node as Named).name ?? (node as Named).value ?? ''

/** `export{a as b}` of the inlined script becomes `self.$g={b:a}`; its imports become absolute. */
function share(code: string, file: string): string {
  const folder = '/' + file.slice(0, file.lastIndexOf('/') + 1)
  let out = code
  for (const node of parseAst(code).body.toReversed()) {
    if (node.type === 'ExportNamedDeclaration') {
      const pairs = node.specifiers.map((one) => `${nameOf(one.exported)}:${nameOf(one.local)}`)
      out = out.slice(0, node.start) + `${SHARED}={${pairs.join()}};` + out.slice(node.end)
    } else if (node.type === 'ImportDeclaration') {
      throw new Error(`the first script imports ${node.source.value}: it must be whole`)
    }
  }
  return out.replace(/import\((["'`])\.\//g, (_whole, quote: string) => `import(${quote}${folder}`)
}

function readShared(code: string, entry: string): string {
  const name = entry.slice(entry.lastIndexOf('/') + 1)
  let out = code
  for (const node of parseAst(code).body.toReversed()) {
    if (node.type !== 'ImportDeclaration' || !node.source.value.endsWith('/' + name)) continue
    const pairs = node.specifiers.map((one) => {
      if (one.type !== 'ImportSpecifier') throw new Error(`${one.type} from the first script cannot be shared`)
      return `${nameOf(one.imported)}:${nameOf(one.local)}`
    })
    out = out.slice(0, node.start) + (pairs.length ? `const{${pairs.join()}}=${SHARED};` : '') + out.slice(node.end)
  }
  return out
}
