// What the built app weighs on the wire: `npm run sizes` prints a table, `-- --json` one object a line. Brotli, as served.
import { readdirSync, readFileSync } from 'node:fs'
import { brotliCompressSync } from 'node:zlib'

const dist = new URL('../../pwa/dist/', import.meta.url)
/** Status line and headers of the page with its policy: measured on the running server, rounded up. */
const HEADERS = 760
/** The keys of guide and push that the server writes into the page. */
const KEYS = 180

const read = (file) => readFileSync(new URL(file, dist))
const wire = (file) => (readdirSync(new URL(file.replace(/[^/]*$/, ''), dist)).includes(file.split('/').pop() + '.br') ? read(file + '.br').length : brotliCompressSync(read(file)).length)
const files = readdirSync(new URL('a/', dist)).filter((file) => /\.(js|css)$/.test(file)).map((file) => `a/${file}`)

/** A chunk and all that it imports at once. */
function closure(file, found = new Set()) {
  if (found.has(file)) return found
  found.add(file)
  for (const [, name] of read(file).toString().matchAll(/(?:from|import)\s*["'`]\.\/([^"'`]+\.js)["'`]/g)) closure(`a/${name}`, found)
  return found
}

const page = read('index.html').toString()
/** The chunk that a path of the site map loads. */
function chunkOf(path) {
  const at = page.indexOf('path:`' + path + '`')
  const file = /import\([`"']\/(a\/[^`"']+)/.exec(page.slice(at))?.[1]
  if (at < 0 || !file) throw new Error(`the built page has no route ${path}`)
  return file
}

const core = files.find((file) => file.startsWith('a/core-'))
const shell = new Set(['/', '/search', '/i/:code'].flatMap((path) => [...closure(chunkOf(path))]))
for (const file of [core, files.find((file) => /^a\/rest-.*\.css$/.test(file))]) shell.add(file)
const document = wire('index.html')
const sum = (list) => [...list].reduce((total, file) => total + wire(file), 0)

const rows = [
  { id: 'first.bytes', value: document + KEYS + HEADERS, unit: 'B', bar: 14_600 },
  { id: 'shell.bytes', value: document + sum(shell), unit: 'B', bar: 40_000 },
  { id: 'sw', value: wire('sw.js'), unit: 'B', bar: 3_000 },
  ...files.map((file) => ({ id: file.replace(/^a\//, '').replace(/-[\w-]{8}\./, '.'), value: wire(file), unit: 'B' })),
].map((row) => ({ ...row, ...(row.bar && { holds: row.value <= row.bar }) }))

if (process.argv.includes('--json')) for (const row of rows) console.log(JSON.stringify(row))
else for (const { id, value, bar, holds } of rows) console.log(id.padEnd(28), String(value).padStart(7), bar ? `≤ ${bar} ${holds ? 'holds' : 'BROKEN'}` : '')
process.exitCode = rows.some((row) => row.holds === false) ? 1 : 0
