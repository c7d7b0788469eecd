// A TCP proxy that shapes (rate, delay), cuts (at any byte) and counts what passes above TCP. It cannot lose packets:
// tun_link.py does that. Used to count bytes exactly, to cut where a test says, and where namespaces are not allowed.
import { createServer, connect } from 'node:net'

export async function startProxy(target, { far: farHost = '127.0.0.1', down = Infinity, up = Infinity, delay = 0 } = {}) {
  const counts = { down: 0, up: 0, connections: 0 }
  const open = new Set()
  const state = { isUp: true, down, up, delay, onDown: null }

  const server = createServer({ allowHalfOpen: true }, (phone) => {
    if (!state.isUp) return phone.destroy()
    counts.connections += 1
    const far = connect({ host: farHost, port: target, allowHalfOpen: true })
    const pair = { phone, far }
    open.add(pair)
    const drop = () => {
      open.delete(pair)
      phone.destroy()
      far.destroy()
    }
    for (const end of [phone, far]) {
      end.setNoDelay(true)
      end.on('error', drop)
      end.on('close', drop)
    }
    carry(phone, far, 'up')
    carry(far, phone, 'down')
  })

  function carry(from, to, direction) {
    let freeAt = 0
    from.on('data', (chunk) => {
      counts[direction] += chunk.length
      if (direction === 'down' && state.onDown?.(chunk, counts) === 'cut') return cut()
      const now = performance.now()
      const rate = state[direction]
      freeAt = Math.max(now, freeAt) + (rate === Infinity ? 0 : (chunk.length * 8) / rate)
      const wait = freeAt + state.delay - now
      if (wait > 2000) from.pause()
      if (wait < 1) return to.write(chunk)
      setTimeout(() => {
        if (!to.destroyed && state.isUp) to.write(chunk)
        from.resume()
      }, wait)
    })
    from.on('end', () => setTimeout(() => to.end(), Math.max(0, freeAt + state.delay - performance.now())))
  }

  function cut() {
    for (const { phone, far } of open) {
      phone.destroy()
      far.destroy()
    }
    open.clear()
  }

  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: server.address().port,
    counts,
    reset: () => Object.assign(counts, { down: 0, up: 0, connections: 0 }),
    /** Calls `watch(chunk, counts)` for every piece on its way down; answering 'cut' loses that piece and the line. */
    watchDown: (watch) => (state.onDown = watch),
    shape: (wish) => Object.assign(state, wish),
    cut,
    down: () => ((state.isUp = false), cut()),
    up: () => (state.isUp = true),
    stop: () => (cut(), new Promise((resolve) => server.close(resolve))),
  }
}
