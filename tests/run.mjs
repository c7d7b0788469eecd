// npm test: everything, on a fresh machine. Sets up what it needs, runs each part, says at the end what failed.
//   node tests/run.mjs [check|python|pwa|browser …]     only these parts
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

function haveChromium() {
  const binary = process.env.CHROMIUM ?? '/usr/bin/chromium'
  if (existsSync(binary)) return true
  const missing = 'The browser tests need Chromium: apt-get install chromium fonts-noto-cjk (or set CHROMIUM to its path)'
  if (process.getuid() !== 0 || !existsSync('/usr/bin/apt-get')) {
    console.error(missing)
    return false
  }
  const install = ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-cjk', 'iproute2']
  process.env.DEBIAN_FRONTEND = 'noninteractive'
  if (run('apt-get', 'update') && run('apt-get', ...install)) return true
  console.error(missing)
  return false
}

const browserTests = () =>
  readdirSync(new URL('browser/', import.meta.url))
    .filter((name) => name.endsWith('.test.mjs'))
    .map((name) => `tests/browser/${name}`)

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
  let told = ''
  const hear = live ? (line) => console.log(`${name} ${seconds()} s | ${line}`) : (line) => (told += `${line}\n`)
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
      console.log(`\n===== ${name}, ${seconds()} s, ${status === 0 ? 'passed' : 'FAILED'}\n${told}`)
      resolve(status === 0)
    })
  })
}

const groups = new Set()
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

/**
 * Each file in a process of its own, one after the other; what it forgets to close does not keep it from ending. A file
 * that fails is run once more, and that is said: over a lossy line on a machine that stalls, patience runs out now and then.
 */
async function browser() {
  if (!haveChromium()) return false
  const failed = []
  const again = []
  for (const file of browserTests()) {
    const name = file.match(/([a-z]+)\.test/)[1]
    const pass = () => part(name, { minutes: 15, live: true }, 'node', '--test-force-exit', '--test-timeout=600000', '--test-reporter=spec', file)
    if (await pass()) continue
    again.push(name)
    if (!(await pass())) failed.push(name)
  }
  if (again.length) console.log(`browser tests that did not pass at once: ${again.join(', ')}`)
  return failed.length === 0
}

const parts = {
  check: () => part('check', { minutes: 5 }, 'node', 'server/setup/check.mjs'),
  python: () => part('python', { minutes: 18 }, '.venv/bin/python', '-m', 'pytest', '-q'),
  pwa: () => part('pwa', { minutes: 8 }, 'npx', 'vitest', 'run', '--config', 'pwa/vitest.config.ts'),
  browser,
}

const wanted = process.argv.slice(2)
const names = wanted.length ? wanted : Object.keys(parts)
const unknown = names.filter((name) => !parts[name])
if (unknown.length) {
  console.error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`)
  process.exit(2)
}
await setUp({ dev: true, build: true })
const failed = []
const inTurn = async (some) => {
  for (const name of some) if (!(await parts[name]())) failed.push(name)
}
// Most of a browser test is waiting for a slow line: the rest runs beside it.
await Promise.all([inTurn(names.filter((name) => name === 'browser')), inTurn(names.filter((name) => name !== 'browser'))])
console.log(failed.length ? `\nfailed: ${failed.join(', ')}` : `\nall parts passed: ${names.join(', ')}`)
process.exit(failed.length ? 1 : 0)
