// @vitest-environment happy-dom
// Cases as a person sees them: whose turn it is, what a state promises, the road, and what waits on the phone.
import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import type { Draft } from '../../pwa/src/applications/draft'
import { mended, saved, submitted } from '../../pwa/src/applications/mutations'
import { isReady, missingMaterials, stages } from '../../pwa/src/applications/progress'
import { road } from '../../pwa/src/applications/road'
import { markOf, markOfRow, waitReason, type Case } from '../../pwa/src/applications/state'
import { introduction, submission } from '../../pwa/src/applications/submit'
import type { FormSchema } from '../../pwa/src/forms/schema'
import type { Application } from '../../pwa/src/schema/types'
import type { Waiting } from '../../pwa/src/sync/state'

const today = '2026-11-22'
const row = (change: Partial<Application>): Application => ({ id: 'a', item: 'tysb', state: 'submitted', version: 1, ...change })
const sent = (change: Partial<Waiting> = {}): Waiting =>
  ({ id: 'm', lane: 'a', name: 'applications.submit', args: {}, state: 'waiting', tries: 0, next_at: 0, made_at: 0, ...change })
const one = (change: Partial<Case>): Case => ({ id: 'a', name: '补助', waiting: [], ...change })

const schema: FormSchema = {
  type: 'object',
  properties: {
    name: { type: 'string', title: '姓名', 'x-prefill': 'profile.name' },
    id_number: { type: 'string', title: '身份证号', format: 'id-number-cn', 'x-prefill': 'profile.id_number' },
    card: { type: 'string', title: '卡号', format: 'bank-card' }
  },
  required: ['name', 'id_number', 'card'],
  'x-steps': [{ id: 'who', title: '本人', fields: ['name', 'id_number'] }, { id: 'bank', title: '卡', fields: ['card'] }]
}
const draft: Draft = {
  id: 'a', item: 'tysb', item_name: '补助', form: 'tysb@1', place: '510131104', person: null, made_at: 1, saved_at: 1,
  asks: { form: { code: 'tysb', version: 1, schema }, materials: [{ code: 'twz', name: '退伍证', grade: 'C' }, { code: 'hj', name: '户籍', grade: 'A' }] },
  answers: { name: '杨建国', id_number: '11010519491231002X' }, materials: {}, dirty: [], dirty_materials: [],
  known: {}, known_materials: {}, others: {}, tried: []
}
const page = { blob: 'b'.repeat(64), size: 9, type: 'image/webp' as const }

test('a submitted case that has not left the phone is never called sent', () => {
  expect(markOf(one({ draft: { ...draft, wanted_at: 5 } }), today).word).toBe('待上传')
  expect(markOf(one({ row: row({}), waiting: [sent()] }), today).word).toBe('待上传')
  expect(markOf(one({ row: row({ receipt: 'r' }) }), today).word).toBe('已送达')
})

test('what the town refused is the person\'s turn and stays named so', () => {
  const mark = markOf(one({ draft, waiting: [sent({ state: 'rejected', code: 'item_unknown' })] }), today)
  expect([mark.word, mark.turn]).toEqual(['镇上没收下', 'yours'])
})

test('photos on their way are counted', () => {
  const mark = markOf(one({ row: row({ receipt: 'r' }), photos: { total: 3, sent: 1 } }), today)
  expect([mark.word, mark.values]).toEqual(['正在上传 {n}/{all}', { n: 2, all: 3 }])
})

test('an office that is late is late, a case that waits for its applicant is not', () => {
  expect(markOfRow(row({ state: 'accepted', due_on: '2026-11-20' }), today).values).toEqual({ n: 2 })
  expect(markOfRow(row({ state: 'accepted', due_on: '2026-11-22' }), today).word).toBe('已受理')
  expect(markOfRow(row({ state: 'returned', due_on: '2026-11-20', defects: [{ reason: '反光' }] }), today).word).toBe('需补正 {n} 处')
})

test('why something waits is told: a sign-in, the line, or the time of the next try', () => {
  expect(waitReason(undefined, 'on', false).word).toContain('等登录')
  expect(waitReason(sent({ code: 'session_expired' }), 'on', true).word).toContain('等登录')
  expect(waitReason(sent(), 'off', true).word).toContain('等网')
  expect(waitReason(sent({ next_at: 99 }), 'on', true)).toEqual({ word: '{time} 再试，不用守着', until: 99 })
})

test('the road tells when it was kept on the phone and when it arrived', () => {
  const history = [{ at: 100, what: 'applications.submit', by: '本人' }, { at: 200, what: 'applications.return', by: '周敏', where: '2 号窗口' }]
  const stops = road(row({ state: 'returned', defects: [{ reason: 'x' }], history }), '西来镇', 50)
  expect(stops[0]!.times.map(time => [time.at, time.word])).toEqual([[50, '存在手机'], [100, '送达']])
  expect(stops[1]).toMatchObject({ kind: 'fix', title: '退回补正，{n} 处', values: { n: 1 } })
  expect(stops[1]!.times[0]!.by).toBe('周敏，2 号窗口')
  expect(stops.slice(2).map(stop => stop.kind)).toEqual(['now', 'todo', 'todo', 'todo'])
})

test('a finished case has nothing ahead', () => {
  const history = [{ at: 1, what: 'applications.submit' }, { at: 2, what: 'applications.issue', note: '每月 510 元' }]
  const stops = road(row({ state: 'issued', history }), '西来镇')
  expect(stops.map(stop => stop.kind)).toEqual(['done', 'done'])
  expect(stops[1]!.note).toBe('每月 510 元')
})

test('a mending that has not left the phone is the phone’s turn, not the centre’s', () => {
  const history = [{ at: 100, what: 'applications.submit', by: '本人' }, { at: 200, what: 'applications.return', by: '周敏' }]
  const stops = road(row({ state: 'submitted', history }), '西来镇', 50, 300)
  expect(stops.slice(1, 4).map(stop => [stop.kind, stop.title])).toEqual([['done', '退回补正'], ['now', '您补好了'], ['todo', '{centre}看材料']])
  expect(stops[2]!.times).toEqual([{ at: 300, word: '存在手机' }])
})

test('steps are not started, done, or to be mended once somebody went on', () => {
  expect(stages(draft).map(stage => stage.state)).toEqual(['done', 'todo', 'todo'])
  expect(stages({ ...draft, tried: ['bank'] })[1]).toMatchObject({ state: 'fix', faults: 1 })
})

test('nothing can be submitted while a required material is missing; what the office has itself is not asked for', () => {
  const filled = { ...draft, answers: { ...draft.answers, card: '4111111111111111' } }
  expect(missingMaterials(filled).map(material => material.code)).toEqual(['twz'])
  expect(isReady(filled)).toBe(false)
  expect(isReady({ ...filled, materials: { twz: [page] } })).toBe(true)
})

test('a submission is whole and holds no answer to a question that is not in the form', () => {
  const args = submission({ ...draft, answers: { ...draft.answers, old: 'x', card: '' }, materials: { twz: [page], hj: [] } }, schema)
  expect(args).toMatchObject({ id: 'a', form: 'tysb@1', answers: draft.answers, materials: { twz: [page] } })
  expect(args.answers).not.toHaveProperty('old')
  expect(args.materials).not.toHaveProperty('hj')
})

test('a newcomer is introduced by the form that was filled in, never by half of it', () => {
  expect(introduction(draft, schema)).toEqual({ name: '杨建国', id_number: '11010519491231002X', place: '510131104' })
  expect(introduction({ ...draft, answers: { name: '杨建国' } }, schema)).toBeUndefined()
})

test('W7: a row\'s fields that this app does not know are still there once it has been edited', () => {
  const of_later = { ...row({ state: 'draft', answers: { unit: '甲', of_later: [1] } }), companion: { name: '李' } }
  const names = { id: 'a', item: 'tysb', form: 'tysb@1', place: '510131104' }
  const edited = saved(of_later, { ...names, base: 1, was: { answers: { unit: '甲' } }, answers: { unit: '乙' } })
  expect(edited).toMatchObject({ companion: { name: '李' }, answers: { unit: '乙', of_later: [1] } })
  expect(submitted(of_later, { ...names, base: 1, answers: { unit: '甲' }, materials: {} })).toMatchObject({ companion: { name: '李' } })
})

test('W5: a preview says what the server will say of a value that another phone gave', () => {
  const there = row({ state: 'draft', version: 4, answers: { unit: '丙' } })
  const mine = saved(there, { id: 'a', item: 'tysb', form: 'tysb@1', place: '510131104', base: 3, was: { answers: { unit: '甲' } }, answers: { unit: '乙' } })!
  expect([mine.answers, mine.conflicts]).toEqual([{ unit: '乙' }, { answers: { unit: ['丙'] } }])
})

test('previews follow the lifecycle: nothing is submitted twice, a mending counts for its own round only', () => {
  const made = saved(undefined, { id: 'a', item: 'tysb', form: 'tysb@1', place: '510131104', answers: { a: 1, b: 2 } })!
  expect(saved(made, { id: 'a', item: 'tysb', form: 'tysb@1', place: '510131104', answers: { b: null } })!.answers).toEqual({ a: 1 })
  const args = submission({ ...draft, materials: { twz: [page] } }, schema)
  const there = submitted(made, args)!
  expect([there.state, there.awaiting]).toEqual(['submitted', [page.blob]])
  expect(submitted(there, args)).toBeUndefined()
  const back = row({ state: 'returned', round: 2, defects: [{ field: 'card', reason: '对不上' }] })
  expect(mended(back, { id: 'a', round: 1, answers: {}, materials: {} })).toBeUndefined()
  expect(mended(back, { id: 'a', round: 2, answers: { card: '1' }, materials: {} })).toMatchObject({ state: 'submitted', round: 3, answers: { card: '1' } })
})
