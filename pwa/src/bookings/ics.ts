// A booking as an iCalendar file, made on the phone: the calendar then reminds also where the app is not opened. Pure.

export interface Event {
  uid: string
  /** Counts up with every change, so that a calendar replaces what it has */
  sequence: number
  /** Unix seconds */
  start: number
  end: number
  stamp: number
  title: string
  where: string
  about: string
}

const HOUR_BEFORE = 'BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:{title}\r\nTRIGGER:-PT1H\r\nEND:VALARM'

/** RFC 5545: lines end in CRLF and are folded at 75 bytes. */
export function calendarFile(event: Event): string {
  const lines = [
    'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Ganchang//Bookings//ZH', 'METHOD:PUBLISH', 'BEGIN:VEVENT',
    `UID:${event.uid}`, `SEQUENCE:${event.sequence}`, `DTSTAMP:${instant(event.stamp)}`,
    `DTSTART:${instant(event.start)}`, `DTEND:${instant(event.end)}`,
    `SUMMARY:${escaped(event.title)}`, `LOCATION:${escaped(event.where)}`, `DESCRIPTION:${escaped(event.about)}`, 'STATUS:CONFIRMED',
    ...HOUR_BEFORE.replace('{title}', () => escaped(event.title)).split('\r\n'),
    'END:VEVENT', 'END:VCALENDAR',
  ]
  return lines.map(folded).join('\r\n') + '\r\n'
}

/** 20170805T010000Z */
function instant(at: number): string {
  return new Date(at * 1000).toISOString().replace(/[-:]/g, '').replace('.000', '')
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n')
}

/** No character is cut in two: a line goes on after a space. */
function folded(line: string): string {
  const bytes = new TextEncoder()
  let out = ''
  let room = 75
  for (const sign of line) {
    const size = bytes.encode(sign).length
    if (size > room) {
      out += '\r\n '
      room = 74
    }
    out += sign
    room -= size
  }
  return out
}
