// A photo's next piece waits while something that a person did is on its way: the form never queues behind photo bytes.
import { outbox } from '../sync/state'

const PATIENCE_MS = 20_000

/** Waited for in vain: a mutation that is stuck does not hold up the photos again. */
const stuck = new Set<string>()

const urgent = () => {
  const now = Date.now() / 1000
  return outbox.value.filter(one => !stuck.has(one.id) && (one.state === 'sending' || (one.state === 'waiting' && one.next_at <= now)))
}

export async function formsFirst(): Promise<void> {
  const until = Date.now() + PATIENCE_MS
  while (urgent().length) {
    if (Date.now() >= until) return urgent().forEach(one => stuck.add(one.id))
    await new Promise(done => setTimeout(done, 200))
  }
}
