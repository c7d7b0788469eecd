// Positions of a drive as they travel, a few bytes each. Pure; server/transit/drive_code.py reads them, vectors/drive.json holds both to it.

export interface Point {
  /** Unix seconds */
  at: number
  /** Hundred-thousandths of a degree */
  lat: number
  lon: number
}

const OVER = 1

/** `first` is the number of the first point in its drive; `sent` and the points are by one clock. */
export function encode(over: boolean, first: number, sent: number, points: readonly Point[]): Uint8Array<ArrayBuffer> {
  const bytes: number[] = []
  const put = (n: number) => {
    // No bit operations: a time has more than 31 bits.
    for (; n > 127; n = Math.floor(n / 128)) bytes.push((n % 128) + 128)
    bytes.push(n)
  }
  for (const n of [over ? OVER : 0, first, sent]) put(n)
  let before: Point | undefined
  for (const one of points) {
    put(before ? one.at - before.at : sent - one.at)
    put(unsigned(one.lat - (before?.lat ?? 0)))
    put(unsigned(one.lon - (before?.lon ?? 0)))
    before = one
  }
  return new Uint8Array(bytes)
}

const unsigned = (n: number) => (n < 0 ? -2 * n - 1 : 2 * n)

/** A clock that was set in between must not keep a batch from being taken. */
export function inOrder(points: readonly Point[], sent: number): Point[] {
  let latest = 0
  return points.map((one) => ({ ...one, at: (latest = Math.min(Math.max(one.at, latest), sent)) }))
}
