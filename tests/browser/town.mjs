// A real server on a data folder of its own: started, killed, restarted, and asked what it sent by SMS.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const python = join(root, '.venv/bin/python')
const operatorToken = 'operator-token-of-the-tests'

export async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Waits until `check` gives something true; says `what` did not happen when it never does. */
export async function until(what, check, { within = 20_000, every = 100 } = {}) {
  const end = Date.now() + within
  let last
  while (Date.now() < end) {
    try {
      const value = await check()
      if (value) return value
    } catch (error) {
      last = error
    }
    await sleep(every)
  }
  throw new Error(`not within ${within} ms: ${what}`, { cause: last })
}

/** Servers that must not outlive a test that broke off. */
const running = new Set()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** `prefix` runs it elsewhere (in a namespace); `host` is where the tests reach it then. `at` is the time there, ISO. */
export async function startTown({ host = '127.0.0.1', listen = host, port, env = {}, prefix = [], dataDir, at } = {}) {
  const folder = dataDir ?? mkdtempSync(join(tmpdir(), 'ganchang-town-'))
  const town = { port: port ?? (await freePort()), host, folder, log: '' }
  town.origin = `http://${host}:${town.port}`
  let child

  async function start() {
    const settings = {
      ...process.env,
      HOST: listen,
      PORT: String(town.port),
      DATA_DIR: folder,
      OPERATOR_TOKEN: operatorToken,
      PUBLIC_URL: town.origin,
      PUSH_LOOPBACK: 'yes',
      ...(at && { CLOCK_AHEAD: String((Date.parse(at) - Date.now()) / 1000) }),
      ...env,
    }
    const [command, ...words] = [...prefix, python, '-m', at ? 'tests.browser.clocked' : 'server', 'start']
    child = spawn(command, words, { cwd: root, env: settings, stdio: ['ignore', 'pipe', 'pipe'] })
    running.add(child)
    child.once('exit', () => running.delete(child))
    child.stdout.on('data', (text) => (town.log += text))
    child.stderr.on('data', (text) => (town.log += text))
    await until(`the server answers:\n${town.log.slice(-2000)}`, () => {
      if (child.exitCode !== null) throw new Error(`the server ended:\n${town.log.slice(-3000)}`)
      return fetch(`${town.origin}/ready`).then((answer) => answer.ok)
    }, { within: 60_000 }).catch((error) => {
      child.kill('SIGKILL')
      throw new Error(`${error.message}\n${town.log.slice(-3000)}`)
    })
  }

  const ended = () => new Promise((resolve) => (child.exitCode !== null || child.signalCode ? resolve() : child.once('exit', resolve)))
  Object.assign(town, {
    start,
    kill: async () => (child.kill('SIGKILL'), ended()),
    stop: async () => (child.kill('SIGTERM'), ended()),
    end: async () => {
      await town.stop()
      if (!dataDir) rmSync(folder, { recursive: true, force: true })
    },
    /** Messages that the local SMS provider shows to the operator, newest first: {phone, text, at}. */
    messages: async () => {
      const answer = await fetch(`${town.origin}/operator/messages.json`, {
        headers: { Authorization: `Bearer ${operatorToken}` },
      })
      if (!answer.ok) throw new Error(`operator messages: ${answer.status}`)
      return answer.json()
    },
    codeFor: (phone) => until(`a code was sent to ${phone}`, async () => {
      const mine = (await town.messages()).find((message) => message.phone === phone && /\d{6}/.test(message.text))
      return mine?.text.match(/\d{6}/)[0]
    }),
    pid: () => child.pid,
  })
  if (!existsSync(python)) throw new Error('no virtual environment yet: npm test makes it')
  await start()
  return town
}
