// npm run --silent bench -- NAME [--json]: the figures we claim. With --json one object a line, else a table.
//   NAME  a suite, main or sync, or one of their parts: guide, calendar, sizes, first, wire, delta, search, form, lighthouse; photo, tablet, notices, transit, schedules (an hour), schedules.postgres (half of one)
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { setUp } from '../../server/setup/environment.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const parts = {
  guide: ['.venv/bin/python', '-m', 'tests.bench.guide', '--json'],
  calendar: ['.venv/bin/python', '-m', 'tests.bench.calendar'],
  sizes: ['node', 'tests/sizes/sizes.mjs', '--json'],
  first: ['node', 'tests/bench/first.mjs'],
  wire: ['node', 'tests/bench/wire.mjs'],
  delta: ['node', 'tests/bench/delta.mjs'],
  search: ['node', 'tests/bench/search.mjs'],
  form: ['node', 'tests/bench/form.mjs'],
  lighthouse: ['node', 'tests/bench/lighthouse.mjs'],
  'sync.sqlite': ['.venv/bin/python', '-m', 'tests.bench.sync'],
  'sync.pg': ['.venv/bin/python', '-m', 'tests.bench.sync_pg'],
  'sync.pg.one': ['.venv/bin/python', '-m', 'tests.bench.sync_pg_one'],
  queue: ['.venv/bin/python', '-m', 'tests.bench.queue'],
  'transit.feeds': ['.venv/bin/python', '-m', 'tests.bench.transit'],
  'transit.sockets': ['.venv/bin/python', '-m', 'tests.bench.transit_sockets'],
  'transit.push': ['.venv/bin/python', '-m', 'tests.bench.transit_push'],
  photo: ['node', 'tests/bench/photo.mjs'],
  tablet: ['node', 'tests/bench/tablet.mjs'],
  notices: ['.venv/bin/python', '-m', 'tests.bench.notices'],
  schedules: ['.venv/bin/python', '-m', 'tests.sim.soak', '--json'],
  'schedules.postgres': ['.venv/bin/python', '-m', 'tests.sim.soak', '--engine', 'postgres', '--json'],
}
const suites = { transit: ['transit.feeds', 'transit.sockets', 'transit.push'], main: ['guide', 'sizes', 'first', 'wire', 'delta', 'search', 'form', 'lighthouse'], sync: ['sync.sqlite', 'sync.pg', 'sync.pg.one', 'photo', 'tablet'] }

const words = process.argv.slice(2)
const json = words.includes('--json')
const name = words.find((word) => !word.startsWith('--'))
const wanted = suites[name] ?? (parts[name] ? [name] : null)
if (!wanted) {
  console.error(`which? ${[...Object.keys(suites), ...Object.keys(parts)].join(', ')}`)
  process.exit(2)
}

/** Rows are the lines that are JSON; the rest is progress and goes to standard error. */
async function rowsOf([command, ...rest]) {
  const child = spawn(command, rest, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  const rows = []
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) {
      process.stderr.write(`${line}\n`)
      continue
    }
    rows.push(JSON.parse(line))
    if (json) say(line)
  }
  const status = child.exitCode ?? (await new Promise((resolve) => child.once('exit', resolve)))
  if (status !== 0) throw new Error(`${rest.join(' ')} ended with ${status}`)
  return rows
}

console.log = console.error // set-up speaks too, and standard output is for rows
await setUp({ dev: true, build: true })
const say = (line) => process.stdout.write(`${line}\n`)
const rows = []
let broken = 0
for (const part of wanted) {
  try {
    rows.push(...(await rowsOf(parts[part])))
  } catch (error) {
    broken += 1
    console.error(`${part}: ${error.message}`)
  }
}
if (!json) {
  const cell = (value) => (value === undefined || value === null ? '' : typeof value === 'number' ? String(Math.round(value * 1000) / 1000) : String(value))
  for (const row of rows) {
    const verdict = row.holds === undefined || row.holds === null ? 'reported' : row.holds ? 'holds' : 'DOES NOT HOLD'
    say(`${row.id.padEnd(22)} ${cell(row.value).padStart(12)} ${(row.unit ?? '').padEnd(8)} bar ${cell(row.bar).padStart(10)}  ${verdict}`)
  }
}
process.exit(broken ? 1 : 0)
