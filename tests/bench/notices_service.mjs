// A push service for tests: it takes what it is sent, keeps one message for each subscription and Topic as RFC 8030 says,
// and counts. GET / tells.
import { createServer } from 'node:http'

const held = new Map()
let posts = 0
let replaced = 0
let bytes = 0

const server = createServer((request, response) => {
  if (request.method === 'GET') return void response.end(JSON.stringify({ posts, held: held.size, replaced, bytes }))
  request.on('data', (piece) => (bytes += piece.length))
  request.on('end', () => {
    posts += 1
    const key = `${request.url} ${request.headers.topic}`
    if (held.has(key)) replaced += 1
    held.set(key, request.headers.ttl)
    response.writeHead(201, { Location: '/message' })
    response.end()
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`))
