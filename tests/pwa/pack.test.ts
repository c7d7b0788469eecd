// Long requests leave packed; what a brief answer leaves out is found in the request.
import { gunzipSync, inflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { inFull, pack } from '../../pwa/src/sync/pack'
import type { Mutation, SyncRequest } from '../../pwa/src/schema/types'

const one = (id: string, args: object): Mutation => ({ id, lane: `lane-${id}`, seq: 1, name: 'applications.save', args: args as Mutation['args'] })
const asked = (...mutations: Mutation[]): SyncRequest => ({ proto: 1, client: 'c'.repeat(22), brief: true, mutations })

test('a long request is packed, a short one is not', async () => {
  const long = asked(one('a', { text: '申请人情况说明'.repeat(400) }))
  const text = JSON.stringify(long)
  expect(JSON.parse(gunzipSync((await pack(long, false)) as ArrayBuffer).toString())).toEqual(long)
  expect(JSON.parse(inflateSync((await pack(long, true)) as ArrayBuffer).toString())).toEqual(long)
  expect(((await pack(long, false)) as ArrayBuffer).byteLength).toBeLessThan(text.length / 5)
  expect(JSON.parse((await pack(asked(one('a', {})), false)) as string)).toEqual(asked(one('a', {})))
})

test('who is not named in a brief answer was accepted', () => {
  const answer = inFull({ at: 1, accepted: 2, results: [{ id: 'b', status: 'rejected', code: 'args_invalid' }] }, asked(one('a', {}), one('b', {}), one('c', {})))
  expect(Object.fromEntries(answer.results!.map(({ id, status }) => [id, status]))).toEqual({ a: 'accepted', b: 'rejected', c: 'accepted' })
})

test('a row comes back as what differs from what was sent', () => {
  const request = asked(one('a', { id: 'lane-a', answers: { q1: '一' }, base: 0, was: {} }))
  const made = [{ of: 0, scope: 'me', entity: 'application', version: 7, body: { state: 'draft', base: null, was: null } }]
  const answer = inFull({ at: 1, accepted: 1, made, cursors: { me: 7 } } as never, request)
  expect(answer.rows).toEqual({ me: [{ entity: 'application', key: 'lane-a', version: 7, body: { id: 'lane-a', answers: { q1: '一' }, state: 'draft' } }] })
})

test('an answer that is not brief stays as it is', () => {
  const answer = { at: 1, results: [{ id: 'a', status: 'accepted' as const }], rows: { me: [] } }
  expect(inFull({ ...answer }, asked(one('a', {})))).toEqual(answer)
})
