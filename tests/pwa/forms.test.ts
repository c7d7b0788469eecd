// The rules of a form on the phone: which questions are asked, what is told, and in what order.
import { expect, test } from 'vitest'
import { problems } from '../../pwa/src/forms/check'
import { isBankCard, isDay, isIdNumber, isMobile } from '../../pwa/src/forms/formats'
import { asked, spoken, widgetOf, type FormSchema } from '../../pwa/src/forms/schema'

const schema: FormSchema = {
  type: 'object',
  properties: {
    joined: { type: 'string', title: '哪年哪月入伍', pattern: '^[0-9]{4}-[0-9]{2}$', 'x-widget': 'month' },
    left: { type: 'string', title: '哪年哪月退伍', pattern: '^[0-9]{4}-[0-9]{2}$', 'x-widget': 'month' },
    pays: { type: 'string', title: '现在领着补助吗', enum: ['no', 'yes'], 'x-labels': ['没有领', '领着'] },
    which: { type: 'string', title: '领的哪一种', minLength: 2, 'x-show': { field: 'pays', is: ['yes'] } },
    since: { type: 'string', format: 'date', title: '从哪天起', 'x-show': { field: 'which', is: ['优抚'] } },
    id: { type: 'string', title: '身份证号', format: 'id-number-cn', 'x-messages': { required: '身份证号要填' } }
  },
  required: ['joined', 'left', 'pays', 'which', 'since', 'id'],
  'x-steps': [
    { id: 'who', title: '本人', fields: ['id'] },
    { id: 'service', title: '服役经历', fields: ['joined', 'left', 'pays', 'which', 'since'] }
  ],
  'x-compare': [{ left: 'joined', op: '<', right: 'left', field: 'left', message: '退伍要在入伍之后' }]
}
const whole = { id: '11010519491231002X', joined: '1968-03', left: '1974-12', pays: 'no' }

test('an empty form names every question that is asked, in the order of its steps', () => {
  expect(problems(schema, {})).toEqual([
    { field: 'id', keyword: 'required', message: '身份证号要填' },
    { field: 'joined', keyword: 'required', message: '还没填：哪年哪月入伍' },
    { field: 'left', keyword: 'required', message: '还没填：哪年哪月退伍' },
    { field: 'pays', keyword: 'required', message: '还没选：现在领着补助吗' }
  ])
})

test('emptied answers count as not given', () => {
  expect(problems(schema, { ...whole, joined: '' }).map(problem => problem.keyword)).toContain('required')
})

test('a hidden question is not required, and what was typed into it is not sent', () => {
  const answers = { ...whole, which: '优抚', since: '2011-08-01' }
  expect(asked(schema, answers)).not.toHaveProperty('which')
  expect(asked(schema, answers)).not.toHaveProperty('since')
  expect(asked(schema, { ...answers, pays: 'yes' })).toMatchObject({ which: '优抚', since: '2011-08-01' })
})

test('two answers that contradict each other are told at the one named by the rule', () => {
  const found = problems(schema, { ...whole, joined: '1974-12', left: '1968-03' })
  expect(found).toContainEqual({ field: 'left', keyword: 'compare', message: '退伍要在入伍之后' })
})

test('a field has one problem, the one a person should mend first', () => {
  const found = problems(schema, { ...whole, left: '1968', joined: '1974-12' })
  expect(found.filter(problem => problem.field === 'left').map(problem => problem.keyword)).toEqual(['pattern'])
})

test('an ID number needs a real day and the right check character', () => {
  expect(isIdNumber('11010519491231002X')).toBe(true)
  expect(isIdNumber('110105194912310021')).toBe(false)
  expect(isIdNumber('440524188001010014')).toBe(true)
  expect(isIdNumber('440524199913310014')).toBe(false)
  expect(isIdNumber('44052418800101001')).toBe(false)
})

test('mobile numbers, bank cards and days are looked at digit by digit', () => {
  expect(isMobile('13800138000')).toBe(true)
  expect(isMobile('12800138000')).toBe(false)
  expect(isBankCard('4111111111111111')).toBe(true)
  expect(isBankCard('4111111111111112')).toBe(false)
  expect(isDay('2024-02-29')).toBe(true)
  expect(isDay('2023-02-29')).toBe(false)
})

test('answers are shown in words, not as they are stored', () => {
  expect(spoken(schema.properties['pays']!, 'yes')).toBe('领着')
  expect(spoken(schema.properties['joined']!, '1968-03')).toBe('1968年3月')
  expect(widgetOf(schema.properties['pays']!)).toBe('radio')
  expect(widgetOf(schema.properties['since']!)).toBe('date')
})
