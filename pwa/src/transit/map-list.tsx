// The stops of a map as a list: for whoever does not see it, and to bring one to the middle without dragging.
import { t } from '../text/t'
import type { Course } from './map-plane'
import { farWords, type StopMark } from './map-stops'

export function MapList({ courses, stops, mine, show }: { courses: Course[]; stops: StopMark[]; mine: ReadonlySet<string>; show: (stop: StopMark) => void }) {
  const listed = new Set<string>()
  const groups = courses.flatMap((course) => {
    const fresh = course.stops.some((code) => !listed.has(code))
    for (const code of course.stops) listed.add(code)
    return fresh ? [course] : []
  })
  const of = (code: string) => stops.find((one) => one.code === code)!
  return (
    <details>
      <summary class="pad">{t('图上的站，点一个就挪到图正中')}</summary>
      {groups.map((course, n) => (
        <ol role="list" key={n} aria-label={t('往{to}', { to: of(course.stops.at(-1)!).name })}>
          {course.stops.map((code, at) => (
            <li key={at}>
              <button class="row" type="button" onClick={() => show(of(code))}>
                <span><b>{of(code).name}</b>{mine.has(code) && <small>{t('我的站')}</small>}{!course.straight && at > 0 && <small class="num">{t('走了 {far}', { far: farWords(course.far[course.at[at]!]!) })}</small>}</span>
              </button>
            </li>
          ))}
        </ol>
      ))}
    </details>
  )
}
