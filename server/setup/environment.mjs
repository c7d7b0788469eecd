// What must be there before Python can run: the virtual environment, node's packages, the built app. Only node's own modules.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))
export const python = join(root, '.venv', 'bin', 'python')
const PYTHON = [3, 11]
const NODE = [20, 19]

class Stop extends Error {}

/** Makes what is missing or stale; quick when nothing changed. Ends the process with one clear line when it cannot. */
export async function setUp({ dev = false, build = false } = {}) {
  try {
    checkNode()
    pythonPackages(dev)
    if (build || dev) nodePackages()
    if (build) buildApp()
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    console.error(`ganchang: ${error.message}`)
    process.exit(1)
  }
}

const atLeast = (have, wanted) => have[0] > wanted[0] || (have[0] === wanted[0] && have[1] >= wanted[1])

function checkNode() {
  const have = process.versions.node.split('.').map(Number)
  if (!atLeast(have, NODE)) throw new Stop(`Node ${NODE.join('.')} or newer is needed, this is ${process.versions.node}`)
}

function run(command, words, what) {
  const done = spawnSync(command, words, { cwd: root, stdio: 'inherit' })
  if (done.status !== 0) throw new Stop(`${what} failed (${done.error?.message ?? `status ${done.status}`})`)
}

const quiet = (command, words) => spawnSync(command, words, { cwd: root, encoding: 'utf8' })

function findPython() {
  for (const name of [process.env.PYTHON, 'python3', 'python3.13', 'python3.12', 'python3.11', 'python'].filter(Boolean)) {
    const said = quiet(name, ['-c', 'import sys; print(*sys.version_info[:2])'])
    if (said.status === 0 && atLeast(said.stdout.split(' ').map(Number), PYTHON)) return name
  }
  throw new Stop(`Python ${PYTHON.join('.')} or newer is needed and was not found (set PYTHON to its path)`)
}

function makeVenv() {
  const found = findPython()
  if (quiet(found, ['-c', 'import ensurepip, venv']).status !== 0) {
    if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
      throw new Stop('Python lacks its venv module: apt-get install python3-venv')
    }
    console.log('Installing python3-venv …')
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const apt = (...words) => spawnSync('apt-get', words, { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0
    if (!apt('update') || !apt('install', '-y', '--no-install-recommends', 'python3-venv')) {
      throw new Stop('python3-venv could not be installed: apt-get install python3-venv')
    }
  }
  console.log('Making the virtual environment …')
  run(found, ['-m', 'venv', '--clear', '.venv'], 'making the virtual environment')
}

/** Runs `make` unless what it makes was made from just these `sources`. */
function whenChanged(stamp, sources, present, make) {
  const print = createHash('sha256').update(sources).digest('hex')
  if (present && existsSync(stamp) && readFileSync(stamp, 'utf8') === print) return
  make()
  writeFileSync(stamp, print)
}

function pythonPackages(dev) {
  if (quiet(python, ['-m', 'pip', '--version']).status !== 0) makeVenv()
  const lock = dev ? 'requirements-dev.lock' : 'requirements.lock'
  const devStamp = join(root, '.venv', 'requirements-dev.lock.stamp')
  const locks = readFileSync(join(root, 'requirements-dev.lock')) // it holds all of the other one
  if (!dev && existsSync(devStamp) && readFileSync(devStamp, 'utf8') === createHash('sha256').update(locks).digest('hex')) return
  whenChanged(join(root, '.venv', `${lock}.stamp`), readFileSync(join(root, lock)), true, () => {
    console.log('Installing Python packages (a minute or two the first time) …')
    const words = ['-m', 'pip', 'install', '-qq', '--disable-pip-version-check', '--require-hashes', '-r', lock]
    run(python, words, 'installing Python packages')
  })
}

function nodePackages() {
  const folder = join(root, 'node_modules')
  whenChanged(join(folder, '.lock.stamp'), readFileSync(join(root, 'package-lock.json')), existsSync(folder), () => {
    console.log('Installing node packages (a minute the first time) …')
    // Not `npm ci`: it refuses a lock from which a registry left out packages of other platforms. The lock's versions hold.
    run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], 'installing node packages')
  })
}

function buildApp() {
  const parts = [readFileSync(join(root, 'package-lock.json'))]
  for (const entry of readdirSync(join(root, 'pwa'), { withFileTypes: true, recursive: true })) {
    const file = join(entry.parentPath ?? entry.path, entry.name)
    if (entry.isFile() && !file.startsWith(join(root, 'pwa', 'dist'))) parts.push(Buffer.from(file.slice(root.length)), readFileSync(file))
  }
  const built = existsSync(join(root, 'pwa', 'dist', 'index.html'))
  whenChanged(join(root, 'node_modules', '.pwa.stamp'), Buffer.concat(parts), built, () => {
    console.log('Building the app …')
    run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', 'pwa', '--logLevel', 'error'], 'building the app')
  })
}
