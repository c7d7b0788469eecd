// A question to the town that is given up when nothing comes back: a line that swallows things must not stop a screen that
// hangs in the hall for weeks.
const PATIENCE_MS = 10_000

export async function askTown<T>(path: string, headers?: Record<string, string>): Promise<{ status: number; told?: T }> {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS)
  try {
    const answer = await fetch(path, { headers, signal: stop.signal })
    return { status: answer.status, told: answer.ok ? ((await answer.json()) as T) : undefined }
  } finally {
    clearTimeout(timer)
  }
}
