// Long requests leave packed; what a brief answer leaves out is found in the request.
import { gunzipSync, inflateSync } from 'node:zlib'
import { expect, test, vi } from 'vitest'
import { inFull, pack } from '../../pwa/src/sync/pack'
import type { Mutation, SyncRequest, SyncResponse } from '../../pwa/src/schema/types'

const one = (id: string, args: object): Mutation => ({ id, lane: `lane-${id}`, seq: 1, name: 'applications.save', args: args as Mutation['args'] })
const full = (answer: SyncResponse, request: SyncRequest): SyncResponse => {
  inFull(answer, request)
  return answer
}
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
  const answer = full({ at: 1, accepted: 2, results: [{ id: 'b', status: 'rejected', code: 'args_invalid' }] }, asked(one('a', {}), one('b', {}), one('c', {})))
  expect(Object.fromEntries(answer.results!.map(({ id, status }) => [id, status]))).toEqual({ a: 'accepted', b: 'rejected', c: 'accepted' })
})

test('a row comes back as what differs from what was sent', () => {
  const request = asked(one('a', { id: 'lane-a', answers: { q1: '一' }, base: 0, was: {} }))
  const made = [{ of: 0, scope: 'me', entity: 'application', version: 7, body: { state: 'draft', base: null, was: null } }]
  const answer = full({ at: 1, accepted: 1, made, cursors: { me: 7 } } as never, request)
  expect(answer.rows).toEqual({ me: [{ entity: 'application', key: 'lane-a', version: 7, body: { id: 'lane-a', answers: { q1: '一' }, state: 'draft' } }] })
})

test('several travel in short: the lane is left out, and what the thing itself says', async () => {
  const first = { ...one('a', { id: 'a', text: '一' }), lane: 'a' }
  const later = { ...one('b', { id: 'a', text: '二' }), lane: 'a', seq: 2, made_at: 7 }
  const other = { ...one('c', { name: '陈' }), lane: 'accounts', name: 'accounts.set_profile' }
  const { mutations: _, brief: __, ...rest } = asked()
  expect(JSON.parse((await pack(asked(first, later, other), false)) as string)).toEqual({
    ...rest, brief: true, push: [['applications.save', first.args], ['applications.save', later.args, 2, 'b'], ['accounts.set_profile', other.args, 1, 'c']],
  })
})

test('rows that differ alike come back in one word', () => {
  const request = asked(one('a', { id: 'lane-a', q: 1 }), one('b', { id: 'lane-b', q: 2 }), one('c', { id: 'lane-c', q: 3 }))
  const made = [{ of: 0, count: 2, scope: 'me', entity: 'application', version: 7, body: { state: 'draft' } }]
  const answer = { at: 1, accepted: 3, made }
  inFull(answer as never, request)
  expect((answer as { rows?: object }).rows).toEqual({ me: [
    { entity: 'application', key: 'lane-a', version: 7, body: { id: 'lane-a', q: 1, state: 'draft' } },
    { entity: 'application', key: 'lane-b', version: 8, body: { id: 'lane-b', q: 2, state: 'draft' } },
  ] })
})

test('W7: a server that does not know the short form is taken to have refused it, and hears everything in full from then on', async () => {
  vi.resetModules()
  const { inFull, pack } = await import('../../pwa/src/sync/pack')
  const several = asked(one('a', {}), one('b', {}))
  expect(inFull({ at: 1, error: 'overloaded', retry_after: 5 }, several)).toBeUndefined()
  expect(inFull({ at: 1, accepted: 0, results: [{ id: 'a', status: 'waiting' }, { id: 'b', status: 'waiting' }] }, several)).toBeUndefined()
  expect(inFull({ at: 1 }, asked(one('a', {})))).toBeUndefined()
  expect(JSON.parse((await pack(several, false)) as string)).toHaveProperty('push')
  expect(inFull({ at: 1 }, several)).toEqual({ is: 'refused', status: 400, code: 'bad_request', wait: 0 })
  expect(JSON.parse((await pack(several, false)) as string)).toEqual(several)
})

test('an answer that is not brief stays as it is', () => {
  const answer = { at: 1, results: [{ id: 'a', status: 'accepted' as const }], rows: { me: [] } }
  expect(full({ ...answer }, asked(one('a', {})))).toEqual(answer)
})
