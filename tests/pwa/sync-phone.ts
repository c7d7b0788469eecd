// A phone for the tests: fresh modules over the IndexedDB that is there. Starting it again is a restart of the app;
// `crash` is the battery taken out: what it was doing never goes on.
import { IDBFactory } from 'fake-indexeddb'
import { vi } from 'vitest'
import type { Town } from './sync-town'

class Locks {
  private last: Promise<unknown> = Promise.resolve()
  held = 0
  request = <T>(_name: string, _how: LockOptions, work: () => Promise<T>): Promise<T> => {
    this.held++
    const mine = this.last.then(work)
    this.last = mine.catch(() => undefined).then(() => this.held--)
    return mine
  }
}

export function newPhone(): void {
  vi.stubGlobal('indexedDB', new IDBFactory())
}

export async function startPhone(town: Town, options: { locks?: boolean } = {}) {
  vi.resetModules()
  let dead = false
  const locks = new Locks()
  Object.defineProperty(navigator, 'locks', { configurable: true, value: options.locks === false ? undefined : locks })
  Object.defineProperty(document, 'hidden', { configurable: true, value: true })
  vi.stubGlobal('fetch', (url: string, init: { body: string }) => (dead ? new Promise(() => undefined) : town.fetch(url, init)))
  const client = await import('../../pwa/src/sync/client')
  const turn = await import('../../pwa/src/accounts/turn')
  const state = await import('../../pwa/src/sync/state')
  const store = await import('../../pwa/src/sync/store')
  const outbox = await import('../../pwa/src/sync/outbox')
  return {
    ...client,
    ...turn,
    state,
    store,
    queue: outbox,
    crash() {
      dead = true
      store.closeStores()
    },
    /** The last sync is over: none runs, and no request for a moment. */
    async atRest() {
      for (let seen = -1; locks.held || seen !== town.raw.length; ) {
        seen = town.raw.length
        await new Promise((done) => setTimeout(done, 120))
      }
    },
    /** Everything said and done: nothing waits and nothing is on its way. */
    async quiet() {
      await vi.waitFor(() => {
        if (state.outbox.value.some((one) => one.state !== 'rejected')) throw new Error('still waiting')
      }, 40_000) // long enough for a second try on a machine that stalls
    },
  }
}

/** What the browser says of the line. The page only asks, so a phone at rest starts nothing by it. */
export function lineIs(on: boolean): void {
  Object.defineProperty(navigator, 'onLine', { configurable: true, value: on })
}

export type Phone = Awaited<ReturnType<typeof startPhone>>

export async function signedIn(phone: Phone, who: 'a' | 'b' = 'a'): Promise<void> {
  await phone.startSync()
  const { clientFor } = await import('../../pwa/src/accounts/session')
  const number = who === 'a' ? '13800000001' : '13800000002'
  await phone.signIn({ session: `token-${who}`, person: `person-${who}` }, number, await clientFor(number))
}
