// Other people's readers over our feeds, for test_hours_feeds.py: {ics, osm, schedules, start, days} in, what they read out.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import ICAL from 'ical.js'

const require = createRequire(import.meta.url)
const OpeningHours = require('opening_hours')
const { rrulestr } = require('rrule')
const { ics, osm, schedules, start, steps } = JSON.parse(readFileSync(0, 'utf8'))

const events = new ICAL.Component(ICAL.parse(ics)).getAllSubcomponents('vevent').map((one) => new ICAL.Event(one))
const timed = events.filter((one) => !one.startDate.isDate).map((one) => [one.startDate.toUnixTime(), one.endDate.toUnixTime()])
const hours = new OpeningHours(osm, { address: { country_code: 'cn' } })
const open = Array.from({ length: steps }, (_none, step) => (hours.getState(new Date((start + step * 1800) * 1000)) ? 1 : 0)).join('')
const dates = schedules.map(({ byday, dtstart, until }) =>
  rrulestr(`DTSTART:${dtstart.replaceAll('-', '')}T000000Z\nRRULE:FREQ=WEEKLY;BYDAY=${byday};UNTIL=${until.replaceAll('-', '')}T000000Z`)
    .all().map((at) => at.toISOString().slice(0, 10)))
console.log(JSON.stringify({ timed, open, dates }))
