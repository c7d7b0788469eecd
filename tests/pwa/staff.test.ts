// The centre's tablet: who may do what, tabs and their order, names over a shoulder, and the list of defects.
import { describe, expect, it } from 'vitest'
import type { Application, Role } from '../../pwa/src/schema/types'
import { changed, defectsOf, doubted, dropped, emptyReview, fromGiven, judged, told, unsaid, unseen } from '../../pwa/src/staff/defects'
import { ageOf, dueDay, dueWords, found, inOrder, inTab, masked, readCode, tabsFor, waited } from '../../pwa/src/staff/inbox'
import { stepped } from '../../pwa/src/staff/mutations'
import { inScope, may, seatsOver } from '../../pwa/src/staff/rights'

const WEDNESDAY = 1501637400 // 2017-08-02 09:30 in the town
const clerk: Role = { role: 'clerk', scope: 'desk:510131104', window: '2 号窗口' }
const supervisor: Role = { role: 'supervisor', scope: 'desk:510131104' }
const reviewer: Role = { role: 'reviewer', scope: 'dept:510131-ty' }

const row = (change: Partial<Application> = {}): Application => ({
  id: 'a', item: 'JF-0021', item_name: '农村籍退役士兵定期生活补助', state: 'submitted', version: 3, round: 1, desk: '510131104',
  receipt: '510131104-170802-0001', code: '7KQ4M2XD9P', applicant: { name: '杨成福', id_number: '510131195402180001' },
  submitted_at: WEDNESDAY, history: [{ at: WEDNESDAY, what: 'applications.submit' }], ...change,
})

describe('least rights', () => {
  it('a clerk of another town sees nothing and may do nothing', () => {
    const other: Role = { role: 'clerk', scope: 'desk:510131105' }
    expect(inScope(row(), [other.scope])).toBe(false)
    expect(seatsOver(row(), [other], false)).toEqual([])
  })

  it('a reviewer may decide once the case was handed to the department, and never take it in', () => {
    const handed = row({ state: 'in_department', department: '510131-ty' })
    expect(seatsOver(row(), [reviewer], false)).toEqual([])
    const seats = seatsOver(handed, [reviewer], false)
    expect(may('approve', handed, seats, '2017-08-03')).toBe(true)
    expect(may('accept', handed, seats, '2017-08-03')).toBe(false)
  })

  it('a clerk does not decide for the department, nor give a second list', () => {
    const handed = row({ state: 'in_department', department: '510131-ty' })
    expect(may('approve', handed, seatsOver(handed, [clerk], false), '2017-08-03')).toBe(false)
    const returned = row({ state: 'returned' })
    expect(may('return', returned, seatsOver(returned, [clerk], false), '2017-08-03')).toBe(false)
    expect(may('return', returned, seatsOver(returned, [supervisor], false), '2017-08-03')).toBe(true)
  })

  it('nobody is an official in their own matter', () => {
    expect(seatsOver(row(), [clerk, supervisor], true)).toEqual([])
  })

  it('a result is not given out while the publication runs', () => {
    const shown = row({ state: 'publicised', publicised_until: '2017-08-09' })
    const seats = seatsOver(shown, [clerk], false)
    expect(may('issue', shown, seats, '2017-08-08')).toBe(false)
    expect(may('issue', shown, seats, '2017-08-09')).toBe(true)
  })
})

describe('the inbox', () => {
  it('shows the tabs of the seats that a person has', () => {
    expect(tabsFor([clerk])).toEqual(['new', 'mended', 'hand_over', 'issue', 'returned', 'due'])
    expect(tabsFor([reviewer])).toEqual(['review', 'publicise', 'due'])
  })

  it('tells a first sending from one that was mended', () => {
    expect(inTab('new', row(), '2017-08-02')).toBe(true)
    expect(inTab('mended', row({ round: 2 }), '2017-08-02')).toBe(true)
    expect(inTab('new', row({ round: 2 }), '2017-08-02')).toBe(false)
  })

  it('counts five working days to look at what was sent in, from the last sending', () => {
    expect(dueDay(row())).toBe('2017-08-09')
    const mended = row({ round: 2, history: [{ at: WEDNESDAY, what: 'applications.submit' }, { at: WEDNESDAY + 5 * 86_400, what: 'applications.mend' }] })
    expect(dueDay(mended)).toBe('2017-08-14')
  })

  it('puts first what is due first, and what has no day last', () => {
    const late = row({ id: 'late', state: 'in_department', due_on: '2017-08-01' })
    const open = row({ id: 'open', state: 'accepted', due_on: undefined })
    expect(inOrder([open, row(), late]).map((one) => one.id)).toEqual(['late', 'a', 'open'])
  })

  it('lists under today what is due today or late, not what waits for the applicant', () => {
    expect(inTab('due', row({ state: 'in_department', due_on: '2017-08-03' }), '2017-08-03')).toBe(true)
    expect(inTab('due', row({ state: 'in_department', due_on: '2017-08-04' }), '2017-08-03')).toBe(false)
    expect(inTab('due', row({ state: 'returned', mend_by: '2017-08-01' }), '2017-08-03')).toBe(false)
  })

  it('says how late or how near', () => {
    const due = (today: string) => dueWords(row({ state: 'accepted', due_on: '2017-08-04' }), today)
    expect(due('2017-08-06')).toEqual({ text: '超期 {n} 天', values: { n: 2 }, urgent: true })
    expect(due('2017-08-04')?.urgent).toBe(true)
    expect(due('2017-08-03')).toEqual({ text: '明天到期' })
    expect(due('2017-08-01')).toEqual({ text: '剩 {n} 天', values: { n: 3 } })
  })

  it('counts the waiting by days of the town', () => {
    expect(waited(row(), WEDNESDAY + 15 * 3600).days).toBe(1)
  })

  it('finds by receipt number, code and name, with spaces or small letters', () => {
    const all = [row()]
    for (const query of ['0802-0001'.slice(-4), '170802 0001', '7kq4 m2xd', '成福', '退役士兵']) expect(found(all, query), query).toHaveLength(1)
    expect(found(all, '李芳')).toEqual([])
    expect(found(all, '  ')).toEqual([])
  })

  it('masks names as they are read over a shoulder', () => {
    expect(['杨成福', '李芳', '欧阳成福', '杨', ''].map(masked)).toEqual(['杨*福', '李*', '欧**福', '*', '*'])
  })

  it('knows the age on the day', () => {
    expect(ageOf('510131195402180001', '2017-02-17')).toBe(62)
    expect(ageOf('510131195402180001', '2017-02-18')).toBe(63)
    expect(ageOf(undefined, '2017-02-18')).toBeUndefined()
  })

  it('reads a receipt code from an address or as people say it', () => {
    expect(readCode('https://xilai.example/c/7KQ4M2XD9P')).toBe('7KQ4M2XD9P')
    expect(readCode(' 7kq4-m2xd 9p ')).toBe('7KQ4M2XD9P')
    expect(readCode('OIL4M2XD9P')).toBe('0114M2XD9P')
    expect(readCode('https://elsewhere.example/pay')).toBeUndefined()
  })
})

describe('the list of defects', () => {
  const twice = () => {
    let review = judged(judged(emptyReview('a', 1), 'sfz', 'ok'), 'twz', 'fix')
    review = changed(review, 1, { page: 2, reason: ' 反光看不清 ' })
    return changed(doubted(review, { field: 'card' }), 2, { reason: '和材料对不上' })
  }

  it('names materials with page, and answers, in the order they were found', () => {
    expect(defectsOf(twice())).toEqual([{ material: 'twz', page: 2, reason: '反光看不清' }, { field: 'card', reason: '和材料对不上' }])
  })

  it('keeps what was written about a material that is found good after all, but does not tell it', () => {
    const better = judged(twice(), 'twz', 'ok')
    expect(defectsOf(better)).toEqual([{ field: 'card', reason: '和材料对不上' }])
    expect(told(judged(better, 'twz', 'fix'))[0]?.reason).toBe(' 反光看不清 ')
  })

  it('says what has not been looked at and which defect has no reason yet', () => {
    const review = judged(emptyReview('a', 1), 'hkb', 'fix')
    expect(unseen(review, ['sfz', 'hkb'])).toEqual(['sfz'])
    expect(unsaid(review)).toHaveLength(1)
  })

  it('a material whose last defect is taken away has not been judged', () => {
    const none = dropped(twice(), 1)
    expect(none.verdicts['twz']).toBeUndefined()
    expect(dropped(doubted(twice(), { material: 'twz' }), 1).verdicts['twz']).toBe('fix')
  })

  it('a second list begins with the first', () => {
    const given = [{ material: 'twz', reason: '缺页' }, { reason: '请来一趟' }]
    expect(defectsOf(fromGiven('a', 1, given))).toEqual(given)
  })
})

describe('what a step will do', () => {
  it('counts the version on, so that a second step without a line builds on the first', () => {
    const accepted = stepped(row(), 'accept', {})
    expect([accepted.state, accepted.version]).toEqual(['accepted', 4])
    expect(stepped(accepted, 'hand_over', { department: '510131-ty' })).toMatchObject({ state: 'in_department', version: 5 })
  })

  it('predicts nothing that the lifecycle forbids', () => {
    const withdrawn = row({ state: 'withdrawn' })
    expect(stepped(withdrawn, 'accept', {})).toBe(withdrawn)
  })
})
