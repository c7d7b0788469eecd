// The day's bookings as the desk reads them: by hour and window, how many windows that takes (B13), what waits for a word. Pure.
import type { Booking } from '../schema/types'
import { isoDay } from '../text/dates'

const COUNTED: readonly Booking['state'][] = ['confirmed', 'arrived', 'done', 'missed']

export const bookedOn = (all: Booking[], on: string): Booking[] =>
  all.filter((one) => COUNTED.includes(one.state) && one.start !== undefined && isoDay(one.start) === on)
    .sort((a, b) => a.start! - b.start! || ((a.window ?? '') < (b.window ?? '') ? -1 : 1))

/** Key projects and visits that wait for somebody's word, the longest waiting first. */
export const toDecide = (all: Booking[]): Booking[] =>
  all.filter((one) => one.state === 'requested' && one.kind !== 'window').sort((a, b) => a.updated_at - b.updated_at)

export const waitlisted = (all: Booking[]): Booking[] => all.filter((one) => one.state === 'waitlisted').sort((a, b) => a.updated_at - b.updated_at)

export interface Hour {
  /** Unix seconds */
  start: number
  booked: Booking[]
  /** Windows that take everybody who is booked at one moment, and the work of the hour; server/bookings/forecast.py counts the same */
  needed: number
}

/** Visits and meetings of their own keep no window busy. */
export function hoursOf(booked: Booking[], minutes: number): Hour[] {
  const hours = new Map<number, Booking[]>()
  for (const one of booked) {
    const hour = one.start! - (one.start! % 3600)
    hours.set(hour, [...(hours.get(hour) ?? []), one])
  }
  return [...hours].map(([start, list]) => ({ start, booked: list, needed: windowsFor(list.filter((one) => one.kind === 'window').map((one) => one.start!), minutes) }))
}

function windowsFor(starts: number[], minutes: number): number {
  const atOnce = starts.map((at) => starts.filter((start) => start <= at && at < start + minutes * 60).length)
  return Math.max(0, Math.ceil((starts.length * minutes) / 60), ...atOnce)
}

export interface Forecast { visitors: number; busiest?: Hour; short: Hour[] }

/** What the day asks for, against who is on duty. */
export function forecastOf(hours: Hour[], onDuty: number | undefined): Forecast {
  const visitors = hours.reduce((sum, hour) => sum + hour.booked.length, 0)
  const busiest = hours.reduce<Hour | undefined>((most, hour) => (most && most.needed >= hour.needed ? most : hour), undefined)
  return { visitors, busiest, short: onDuty === undefined ? [] : hours.filter((hour) => hour.needed > onDuty) }
}
