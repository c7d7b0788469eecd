// Starts tun_link.py and speaks to it. `inServer` and `inClient` run a command in its two namespaces.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('tun_link.py', import.meta.url))
/** Where line number `index` is, and how a command is run at its two ends. */
export const lineAt = (index) => ({
  farAddress: `10.9.${2 * index}.1`, // the server, seen from the phone
  sideAddress: `10.9.${2 * index + 1}.2`, // the server, seen from this machine
  inServer: (...command) => ['ip', 'netns', 'exec', `gc-srv${index}`, ...command],
  inClient: (...command) => ['ip', 'netns', 'exec', `gc-cli${index}`, ...command],
})
export const { farAddress, sideAddress, inServer, inClient } = lineAt(0)

/** Namespaces need root, iproute2 and a TUN device; containers often have none of them. */
export function namespacesWork() {
  if (process.getuid() !== 0 || !existsSync('/dev/net/tun')) return false
  const tried = spawnSync('ip', ['netns', 'add', 'gc-probe'])
  spawnSync('ip', ['netns', 'del', 'gc-probe'])
  return tried.status === 0
}

export async function startLink({ down, up, delay, loss = 0, cutEvery = 0, cutFor = 3 }, index = 0) {
  const words = { index, down, up, delay, loss, 'cut-every': cutEvery, 'cut-for': cutFor }
  const flags = Object.entries(words).flatMap(([name, value]) => [`--${name}`, String(value)])
  const child = spawn('python3', [script, ...flags], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const first = await lines.next()
  if (first.value !== 'ready') throw new Error('the slow line did not come up')
  const say = async (command) => {
    child.stdin.write(`${command}\n`)
    const [, downBytes, upBytes] = (await lines.next()).value.split(' ')
    return { down: Number(downBytes), up: Number(upBytes) }
  }
  return {
    say,
    bytes: () => say('stat'),
    stop: () => new Promise((resolve) => {
      child.once('exit', resolve)
      child.stdin.end()
    }),
  }
}
