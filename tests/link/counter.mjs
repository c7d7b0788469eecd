// The counting proxy as a program of its own, so that it can stand beside the phone in a namespace:
//   node tests/link/counter.mjs HOST PORT     prints its port; answers each line with what has passed; `reset` starts anew
// The browser then sees `localhost`, where it asks for brotli as it does over TLS; elsewhere over plain HTTP it does not.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startProxy } from './proxy.mjs'

/** Runs it by way of `prefix`; `counts()` and `reset()` are asked over its standard input. */
export async function startCounter(host, port, prefix = []) {
  const [command, ...words] = [...prefix, process.execPath, fileURLToPath(import.meta.url), host, String(port)]
  const child = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const own = Number((await lines.next()).value)
  const ask = async (word) => {
    child.stdin.write(`${word}\n`)
    return JSON.parse((await lines.next()).value)
  }
  return {
    port: own,
    counts: () => ask('counts'),
    reset: () => ask('reset'),
    stop: () => new Promise((resolve) => {
      child.once('exit', resolve)
      child.stdin.end()
    }),
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const proxy = await startProxy(Number(process.argv[3]), { far: process.argv[2] })
  console.log(proxy.port)
  for await (const word of createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(proxy.counts))
    if (word === 'reset') proxy.reset()
  }
  process.exit()
}
