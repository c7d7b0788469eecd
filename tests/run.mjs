// npm test: everything, on a fresh machine. Sets up what it needs, runs each part, says at the end what failed.
//   node tests/run.mjs [check|python|pwa|browser …]     only these parts
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
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

/** Output is kept and printed at the end of a part: two parts run beside each other. */
function part(name, command, ...words) {
  const began = Date.now()
  console.log(`… ${name}: ${command} ${words.join(' ')}`)
  const child = spawn(command, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: process.env })
  let told = ''
  child.stdout.on('data', (text) => (told += text))
  child.stderr.on('data', (text) => (told += text))
  return new Promise((resolve) => {
    child.on('error', (error) => (told += error.message))
    child.on('close', (status) => {
      console.log(`\n===== ${name}, ${Math.round((Date.now() - began) / 1000)} s\n${told}`)
      resolve(status === 0)
    })
  })
}

const parts = {
  check: () => part('check', 'node', 'server/setup/check.mjs'),
  python: () => part('python', '.venv/bin/python', '-m', 'pytest', '-q'),
  pwa: () => part('pwa', 'npx', 'vitest', 'run', '--config', 'pwa/vitest.config.ts'),
  browser: async () => haveChromium() && part('browser', 'node', '--test', '--test-concurrency=1', ...browserTests()),
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
