// An applicant who has sent in an application: by the protocol, without a phone's screen; for tests that begin at the desk.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const answers = {
  rural: 'yes', conscript: 'yes', name: '杨成福', id_number: '510131195402180001', phone: '13800000001', address: '马福村 12 组',
  joined: '1974-12', left: '1978-03', unit: '54251 部队', pays: 'none', card: '6228480000000000000',
}
const PHOTO = `
import io, random, sys
from PIL import Image, ImageDraw
random.seed(sys.argv[1])
image = Image.new("RGB", (900, 1200), "#f4f1e8")
draw = ImageDraw.Draw(image)
for line in range(24):
    for x in range(60, 820, 34):
        if random.random() > 0.2:
            draw.rectangle((x, 80 + line * 44, x + 6 + random.random() * 22, 86 + line * 44 + random.random() * 20), fill="#222233")
out = io.BytesIO()
image.save(out, "JPEG", quality=80)
sys.stdout.buffer.write(out.getvalue())
`

const photograph = (seed) => spawnSync(`${root}.venv/bin/python`, ['-c', PHOTO, seed], { maxBuffer: 8_000_000 }).stdout

/** `held`: the session and client of a phone that is signed in as this person already. */
export async function newApplicant(town, phone = '13800000001', name = '杨成福', idNumber = answers.id_number, held = undefined) {
  const client = held?.client ?? randomBytes(16).toString('base64url')
  const post = (path, body, headers = {}) =>
    fetch(town.origin + path, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) })
  const session = held?.session ?? (await signIn())
  const lanes = new Map()
  const me = { phone, session }

  async function signIn() {
    await post('/auth/code', { phone })
    const opened = await post('/auth/session', { phone, code: await town.codeFor(phone), client })
    return (await opened.json()).session
  }

  async function send(name, lane, args) {
    const seq = (lanes.get(lane) ?? 0) + 1
    lanes.set(lane, seq)
    const made = Math.floor(Date.now() / 1000)
    const answer = await post('/sync', { proto: 2, client, session, mutations: [{ id: uuid7(), lane, seq, name, args, made_at: made }] })
    const { results, ...rest } = await answer.json()
    if (results?.[0]?.status !== 'accepted') throw new Error(`${name}: ${JSON.stringify(results ?? rest)}`)
    return rest
  }

  /** `pages` of every material; `withheld` ones are named but not sent. */
  async function submit({ pages = { sfz: 2, hkb: 2, twz: 1, sbk: 1 }, withheld = [], place = '510131104213' } = {}) {
    const id = uuid7()
    const photos = Object.entries(pages).flatMap(([code, count]) => Array.from({ length: count }, (_, at) => ({ code, bytes: photograph(`${id}${code}${at}`) })))
    const materials = {}
    for (const photo of photos) {
      photo.sha256 = createHash('sha256').update(photo.bytes).digest('hex')
      ;(materials[photo.code] ??= []).push({ blob: photo.sha256, size: photo.bytes.length, type: 'image/jpeg' })
    }
    await send('applications.submit', id, { id, item: '510131104-JF-0021', form: 'tysb@1', place, answers: { ...answers, name, id_number: idNumber, phone }, materials })
    for (const photo of photos) if (!withheld.includes(photo.code)) await upload(id, photo)
    return { id, materials }
  }

  async function upload(application, { sha256, bytes }) {
    const headers = { Authorization: `Bearer ${session}` }
    const begun = await post('/blob', { sha256, size: bytes.length, type: 'image/jpeg', application }, headers)
    const to = town.origin + begun.headers.get('Location')
    const sent = await fetch(to, { method: 'PATCH', headers: { ...headers, 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': '0' }, body: bytes })
    if (sent.status !== 204) throw new Error(`photo: ${sent.status}`)
  }

  const row = async (id) => {
    const answer = await post('/sync', { proto: 2, client, session, cursors: { me: 0 } })
    const { rows } = await answer.json()
    return rows.me.find((one) => one.entity === 'application' && one.key === id)?.body
  }

  await send('accounts.set_profile', 'accounts', { name, id_number: idNumber, place: '510131104213' })
  return Object.assign(me, { send, submit, upload, row })
}

function uuid7() {
  const time = Date.now().toString(16).padStart(12, '0')
  const rest = randomUUID().replace(/-/g, '')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}`
}
