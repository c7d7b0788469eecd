// How much of the line this app used this month, as the browser counts it.
const KEY = 'ganchang-bytes'

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
    const more = list.getEntries().reduce((sum, entry) => sum + ((entry as PerformanceResourceTiming).transferSize || 0), 0)
    if (more > 0) addBytes(more)
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
