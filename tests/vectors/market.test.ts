// Odd-day Sundays over twenty years: the engine against npm rrule (B18).
import { RRule } from 'rrule'
import { expect, test } from 'vitest'
import { isMarket } from '../../pwa/src/hours/engine'
import { dayAfter, weekdayOf } from '../../pwa/src/hours/find'

test('B18: 516 of 516 Sundays on odd days from August 2017 to 2036 are those of RRULE', () => {
  const rule = RRule.fromString('DTSTART:20170801T000000Z\nRRULE:FREQ=MONTHLY;BYDAY=SU;BYMONTHDAY=1,3,5,7,9,11,13,15,17,19,21,23,25,27,29,31;UNTIL=20361231T000000Z')
  const theirs = rule.all().map((on) => on.toISOString().slice(0, 10))
  const ours: string[] = []
  for (let on = '2017-08-01'; on <= '2036-12-31'; on = dayAfter(on, 1)) {
    if (weekdayOf(on) === 7 && isMarket({ name: '西来赶场', rule: 'odd' }, on)) ours.push(on)
  }
  expect(ours).toEqual(theirs)
  expect(ours).toHaveLength(516)
})
