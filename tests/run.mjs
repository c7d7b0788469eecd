// npm test: everything, on a fresh machine. Sets up what it needs, runs each part, says at the end what failed.
//   node tests/run.mjs [check|python|pwa|browser|story …]     only these parts; a browser file by its name
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { setUp } from '../server/setup/environment.mjs'

const root = fileURLToPath(new URL('../', import.meta.url))
const run = (command, ...words) => {
  console.log(`\n$ ${command} ${words.join(' ')}`)
  return spawnSync(command, words, { cwd: root, stdio: 'inherit', env: process.env }).status === 0
}

let listed = false
/** By Debian's packages, where this process may; else the line that says what is missing. */
function installed(missing, ...packages) {
  process.env.DEBIAN_FRONTEND = 'noninteractive'
  process.env.RUNLEVEL = '1' // no service is started: the tests run databases of their own
  const may = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  listed ||= may && run('apt-get', 'update')
  if (listed && run('apt-get', 'install', '-y', '--no-install-recommends', ...packages)) return true
  console.error(missing)
  return false
}

function haveChromium() {
  if (existsSync(process.env.CHROMIUM ?? '/usr/bin/chromium')) return true
  const missing = 'The browser tests need Chromium: apt-get install chromium fonts-noto-cjk (or set CHROMIUM to its path)'
  return installed(missing, 'chromium', 'fonts-noto-cjk', 'iproute2')
}

const inPath = (name) => (process.env.PATH ?? '').split(':').some((folder) => existsSync(`${folder}/${name}`))
function haveDatabases() {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian) : []
  const own = inPath('initdb') || versions.some((version) => existsSync(`${debian}/${version}/bin/initdb`))
  const postgres = own || process.env.GANCHANG_TEST_POSTGRES
  const redis = inPath('redis-server') || inPath('valkey-server')
  const wanted = [...(postgres ? [] : ['postgresql']), ...(redis ? [] : ['redis-server'])]
  return !wanted.length || installed(`The server's tests need PostgreSQL and Redis: apt-get install ${wanted.join(' ')}`, ...wanted)
}

/**
 * Two parts run beside each other: a quiet one is told whole at its end, one that takes minutes line by line.
 * A part that hangs is ended at its deadline and counts as failed; only the process's own end is waited for, because
 * something that it left behind may still hold its output open.
 */
function part(name, { minutes, live = false }, command, ...words) {
  const began = Date.now()
  const seconds = () => Math.round((Date.now() - began) / 1000)
  console.log(`… ${name}: ${command} ${words.join(' ')}`)
  const child = spawn(command, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: process.env, detached: true })
  groups.add(child.pid)
  const told = []
  const hear = (line) => {
    told.push(line)
    if (live) console.log(`${name} ${seconds()} s | ${line}`)
  }
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', hear)
  const late = setTimeout(() => {
    hear(`not done after ${minutes} minutes: ended`)
    endGroup(child.pid, 'SIGTERM')
    setTimeout(() => endGroup(child.pid, 'SIGKILL'), 10_000).unref()
  }, minutes * 60_000)
  return new Promise((resolve) => {
    child.on('error', (error) => hear(error.message))
    child.on('exit', async (status) => {
      clearTimeout(late)
      await new Promise((soon) => setTimeout(soon, 200)) // its last lines
      endGroup(child.pid, 'SIGKILL')
      groups.delete(child.pid)
      console.log(`\n===== ${name}, ${seconds()} s, ${status === 0 ? 'passed' : 'FAILED'}\n${live ? '' : told.join('\n')}`)
      if (status !== 0) ends.push(`\n===== how ${name} failed:\n${told.slice(-80).join('\n')}`)
      resolve(status === 0)
    })
  })
}

const groups = new Set()
/** The last lines of each part that failed, told again at the end: who reads a long log begins there. */
const ends = []
function endGroup(group, signal) {
  try {
    process.kill(-group, signal)
  } catch {
    // Nothing of it is left.
  }
}
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    for (const group of groups) endGroup(group, 'SIGTERM')
    process.exit(1)
  })
}

const quiet = {
  python: () => part('python', { minutes: 18 }, '.venv/bin/python', '-m', 'pytest', '-q'),
  check: () => part('check', { minutes: 5 }, 'node', 'server/setup/check.mjs'),
  pwa: () => part('pwa', { minutes: 8 }, 'npx', 'vitest', 'run', '--config', 'pwa/vitest.config.ts'),
}

/** Each browser file in a process of its own: what it forgets to close does not keep it from ending. */
const browserNames = readdirSync(new URL('browser/', import.meta.url)).flatMap((file) => /^([a-z]+)\.test\.mjs$/.exec(file)?.[1] ?? [])
const inBrowser = (name) =>
  part(name, { minutes: 15, live: true }, 'node', '--test-force-exit', '--test-timeout=600000', '--test-reporter=spec', `tests/browser/${name}.test.mjs`)

/**
 * A test of the app or the browser that fails is run once more, and that is said with how it failed: over a lossy line, or
 * with two tabs on a machine that stalls, patience runs out now and then.
 */
async function passes(name) {
  const run = quiet[name] ?? (() => inBrowser(name))
  if (await run()) return true
  if (quiet[name] && name !== 'pwa') return false
  again.push(name)
  return run()
}

const wanted = process.argv.slice(2)
const all = [...Object.keys(quiet), ...browserNames]
const names = wanted.length ? wanted.flatMap((name) => (name === 'browser' ? browserNames : name)) : all
const unknown = names.filter((name) => !all.includes(name))
if (unknown.length) {
  console.error(`no such part: ${unknown.join(', ')}; there are browser, ${all.join(', ')}`)
  process.exit(2)
}
await setUp({ dev: true, build: true })
const failed = []
const again = []
const browserWanted = names.some((name) => browserNames.includes(name))
if (browserWanted && !haveChromium()) failed.push('browser')
if (names.includes('python') && !haveDatabases()) failed.push('python, in part')
// Two at a time, the longest first; and beside them the story, which waits for its slow lines most of the time.
const queue = names.filter((name) => quiet[name] || !failed.includes('browser'))
const long = ['story', 'python', 'axe', 'staff'].filter((name) => queue.includes(name))
queue.sort((a, b) => place(a) - place(b))
function place(name) {
  return long.includes(name) ? long.indexOf(name) : long.length
}
const take = async () => {
  for (let name = queue.shift(); name; name = queue.shift()) if (!(await passes(name))) failed.push(name)
}
const beside = async () => {
  if (queue[0] === 'story' && !(await passes(queue.shift()))) failed.push('story')
}
await Promise.all([beside(), take(), take()])
if (ends.length) console.log(ends.join('\n'))
if (again.length) console.log(`\npassed or failed at the second try: ${again.join(', ')}`)
console.log(failed.length ? `\nfailed: ${failed.join(', ')}` : `\nall parts passed: ${names.join(', ')}`)
process.exit(failed.length ? 1 : 0)
