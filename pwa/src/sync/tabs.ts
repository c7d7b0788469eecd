// Several tabs, one sender: Web Locks, or a lease in the database (lease.ts) where there are none. The others are told of news.
const SILENT_MS = 3_000
const open = (name: string) => (typeof BroadcastChannel === 'function' ? new BroadcastChannel(name) : null)
const channel = open('ganchang')

/** Run `work` while no other tab of this origin does. A tab that was frozen with the lock in its hand loses it. */
export async function alone<T>(work: () => Promise<T>): Promise<T> {
  if (!navigator.locks) return (await import('./lease')).withLease(work)
  let running: Promise<T> | undefined
  const hold = () => (running = answering(work))
  const wait = new AbortController()
  const watch = setInterval(async () => {
    if (running) clearInterval(watch)
    else if (await silent()) wait.abort()
  }, SILENT_MS)
  try {
    return await navigator.locks.request('ganchang-sync', { signal: wait.signal }, hold)
  } catch (error) {
    // Stolen from us: what had begun ends all the same, and the town takes nothing twice.
    return await (running ?? (wait.signal.aborted ? navigator.locks.request('ganchang-sync', { steal: true }, hold) : Promise.reject(error)))
  } finally {
    clearInterval(watch)
  }
}

/** Who holds the lock says so when asked; a frozen page cannot. */
async function answering<T>(work: () => Promise<T>): Promise<T> {
  const asked = open('ganchang-holder')
  if (asked) asked.onmessage = ({ data }) => data === 'who' && asked.postMessage('me')
  try {
    return await work()
  } finally {
    asked?.close()
  }
}

function silent(): Promise<boolean> {
  const ask = open('ganchang-holder')
  if (!ask) return Promise.resolve(false)
  return new Promise<boolean>((said) => {
    const timer = setTimeout(() => said(true), SILENT_MS)
    ask.onmessage = ({ data }) => data === 'me' && (clearTimeout(timer), said(false))
    ask.postMessage('who')
  }).finally(() => ask.close())
}

export type News = 'rows' | 'outbox' | 'session' | 'turn'

export function tell(news: News): void {
  channel?.postMessage(news)
}

export function onNews(hear: (news: News) => void): void {
  if (channel) channel.onmessage = (event: MessageEvent<News>) => hear(event.data)
}
