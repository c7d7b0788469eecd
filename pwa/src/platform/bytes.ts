// How much of the line this app used this month, as the browser counts it.
const KEY = 'ganchang-bytes'
/** What a request's own headers weigh: browsers only tell what came back. */
const ASKING = 350

interface Count {
  month: string
  bytes: number
}

export function bytesThisMonth(): number {
  return read().bytes
}

export function countBytes(): void {
  if (typeof PerformanceObserver !== 'function') return
  const observer = new PerformanceObserver((list) => {
    const sizes = list.getEntries().map((entry) => (entry as PerformanceResourceTiming).transferSize || 0)
    addBytes(sizes.reduce((sum, size) => sum + (size && size + ASKING), 0))
  })
  for (const type of ['navigation', 'resource']) {
    try {
      observer.observe({ type, buffered: true })
    } catch {
      // Safari 12 does not know these types: it then counts nothing.
    }
  }
}

export function addBytes(more: number): void {
  if (!(more > 0)) return
  try {
    const now = read()
    localStorage.setItem(KEY, JSON.stringify({ month: now.month, bytes: now.bytes + more }))
  } catch {
    // No storage: no count.
  }
}

function read(): Count {
  const month = new Date().toISOString().slice(0, 7)
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null') as Count | null
    if (kept?.month === month) return kept
  } catch {
    // Counted anew.
  }
  return { month, bytes: 0 }
}
