// What the buses of a town say: GTFS-Realtime messages with one trip, sent as a bus company's system sends them.
export const TOKEN = 'token-of-the-buses'

/** `stops` are [stop_id, when it leaves]; times in Unix seconds. */
export async function say(town, { at, trip, stops }) {
  const times = stops.map(([id, time]) => field(2, [...text(4, id), ...field(3, number(2, time))]))
  await send(town, 'trips', at, [field(3, [...field(1, text(1, trip)), ...times.flat()])])
}

/** Where buses are: [trip_id, latitude, longitude, when, if it was not just now]. */
export async function see(town, at, ...buses) {
  const seen = buses.map(([trip, lat, lon, when = at]) => field(4, [...field(1, text(1, trip)), ...field(2, [...float(1, lat), ...float(2, lon)]), ...number(5, when), ...field(8, text(1, trip))]))
  await send(town, 'buses', at, seen)
}

async function send(town, name, at, entities) {
  const body = [...field(1, [...text(1, '2.0'), ...number(3, at)]), ...entities.flatMap((one, n) => field(2, [...text(1, String(n)), ...one]))]
  const headers = { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/x-protobuf' }
  const answer = await fetch(`${town.origin}/transit/xilai/live/${name}`, { method: 'POST', headers, body: Uint8Array.from(body) })
  if (answer.status !== 204) throw new Error(`live data: ${answer.status} ${await answer.text()}`)
}

// Protocol buffers: a key, then a length with what lies in it, or a number seven bits at a time.
const field = (key, inside) => [...varint(key * 8 + 2), ...varint(inside.length), ...inside]
const text = (key, words) => field(key, [...new TextEncoder().encode(words)])
const float = (key, value) => [key * 8 + 5, ...new Uint8Array(Float32Array.of(value).buffer)]
const number = (key, value) => [...varint(key * 8), ...varint(value)]

function varint(value) {
  const bytes = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest]
    bytes.push((rest % 128) + 128)
  }
}
