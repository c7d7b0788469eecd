// Photos over a line that breaks: resumed where they stopped, never sent twice, never blocking each other. In node's own
// environment: the line is real, and a pretended browser would ask the town for leave (CORS) first.
// @vitest-environment node
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { FIRST, LARGEST, SMALLEST, afterBreak, nextChunk, pause } from '../../pwa/src/files/chunks'
import { sendPhoto, type Parcel, type Way } from '../../pwa/src/files/send'

const bytes = Uint8Array.from({ length: 300_000 }, (_, at) => at % 251)
const taken: Parcel = { sha256: 'a'.repeat(64), blob: new Blob([bytes]), type: 'image/webp', size: bytes.length, application: 'app' }

/** A town that keeps every byte that arrives, and hangs up after some of the requests. */
class Town {
  kept = Buffer.alloc(0)
  received = 0
  posts = 0
  known = true
  cutAt: number[] = []
  patches = 0
  status = 0
  asked: Record<string, unknown> = {}
  largest = 0
  server: Server = createServer((request, response) => {
    if (request.headers.authorization !== 'Bearer secret') return void response.writeHead(401).end()
    if (request.method === 'POST') {
      this.posts++
      this.known = true
      return void this.#read(request).then((text) => {
        this.asked = JSON.parse(text) as Record<string, unknown>
        response.writeHead(201, { Location: '/blob/u1', 'Upload-Offset': String(this.kept.length) }).end()
      })
    }
    if (!this.known) return void response.writeHead(404).end()
    if (request.method === 'HEAD') return void response.writeHead(200, { 'Upload-Offset': String(this.kept.length) }).end()
    this.patches++
    if (this.status) return void response.writeHead(this.status).end(JSON.stringify({ code: 'blob_infected' }))
    if (Number(request.headers['upload-offset']) !== this.kept.length) return void response.writeHead(409).end()
    this.largest = Math.max(this.largest, Number(request.headers['content-length']))
    const cut = this.cutAt.includes(this.patches)
    void this.#keep(request).then(() => {
      // The bytes are here, the answer is lost: the worst moment for a line to break.
      if (cut) return void response.destroy()
      response.writeHead(204, { 'Upload-Offset': String(this.kept.length) }).end()
    })
  })

  async #read(request: IncomingMessage): Promise<string> {
    let text = ''
    for await (const part of request) text += String(part)
    return text
  }

  async #keep(request: IncomingMessage): Promise<void> {
    for await (const part of request) {
      this.kept = Buffer.concat([this.kept, part as Buffer])
      this.received += (part as Buffer).length
    }
  }
}

let town: Town
afterEach(() => town?.server.close())

async function way(more: Partial<Way> = {}): Promise<Way & { noted: (string | undefined)[] }> {
  await new Promise<void>(done => town.server.listen(0, '127.0.0.1', done))
  const origin = `http://127.0.0.1:${(town.server.address() as AddressInfo).port}`
  const noted: (string | undefined)[] = []
  return {
    ask: (path, init) => fetch(origin + path, init), token: 'secret', pace: { size: FIRST }, turn: async () => undefined,
    note: async upload => void noted.push(upload), progress: () => undefined, noted, ...more
  }
}

test('a photo arrives whole and its upload is remembered before the first piece', async () => {
  town = new Town()
  const line = await way()
  expect(await sendPhoto(taken, line)).toEqual({ is: 'sent' })
  expect(town.kept.equals(Buffer.from(bytes))).toBe(true)
  expect(line.noted).toEqual(['u1'])
})

test('P1: answers that are lost after the bytes arrived cost no byte twice', async () => {
  town = new Town()
  town.cutAt = [2, 4, 5]
  expect(await sendPhoto(taken, await way())).toEqual({ is: 'sent' })
  expect(town.kept.equals(Buffer.from(bytes))).toBe(true)
  expect(town.received).toBe(bytes.length)
})

test('P1: after a restart it goes on where it stopped, without announcing again', async () => {
  town = new Town()
  town.kept = Buffer.from(bytes.slice(0, 100_000))
  expect(await sendPhoto({ ...taken, upload: 'u1' }, await way())).toEqual({ is: 'sent' })
  expect(town.posts).toBe(0)
  expect(town.received).toBe(bytes.length - 100_000)
})

test('an upload the town has forgotten is announced again', async () => {
  town = new Town()
  town.known = false
  expect(await sendPhoto({ ...taken, upload: 'u1' }, await way())).toEqual({ is: 'sent' })
  expect(town.posts).toBe(1)
})

test('an ended sign-in, a file that is no photo and a broken town are three different things', async () => {
  town = new Town()
  expect(await sendPhoto(taken, await way({ token: 'old' }))).toEqual({ is: 'signed_out' })
  town.server.close()
  town = new Town()
  town.status = 415
  const line = await way()
  expect(await sendPhoto(taken, line)).toEqual({ is: 'refused', code: 'blob_infected' })
  expect(line.noted).toEqual(['u1', undefined])
  town.server.close()
  town = new Town()
  town.status = 503
  expect(await sendPhoto(taken, await way())).toEqual({ is: 'busy' })
})

test('P1: pieces grow on a good line and shrink on a bad one', () => {
  expect(nextChunk(16384, 1)).toBe(32768)
  expect(nextChunk(LARGEST, 1)).toBe(LARGEST)
  expect(nextChunk(16384, 40)).toBe(8192)
  expect(nextChunk(16384, 20)).toBe(16384)
  // 20 kbit/s and 800 ms there and back.
  let size = FIRST
  for (let piece = 0; piece < 5; piece++) size = nextChunk(size, size / 2500 + 0.8)
  expect(size).toBe(44 * 1024)
  expect(afterBreak(SMALLEST)).toBe(SMALLEST)
  expect(pause(20, 1)).toBe(300)
})

test('P1: the small picture goes with the announcement, and what was learnt of the line stays for the next photo', async () => {
  town = new Town()
  const line = await way()
  expect(await sendPhoto({ ...taken, thumb: new Blob(['small']) }, line)).toEqual({ is: 'sent' })
  expect(town.asked['thumb']).toBe(btoa('small'))
  expect(line.pace.size).toBe(LARGEST)
  expect(town.largest).toBe(LARGEST)
})
