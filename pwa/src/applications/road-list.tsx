// The road drawn: a line with stops, travelled ones solid, the rest dotted.
import { stamp } from '../text/dates'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import '../ui/road.css'
import type { Stop } from './road'

const ICONS = { done: ['s-done', '已经过了'], now: ['s-doing', '现在在这一步'], fix: ['s-fix', '停在这里'], todo: ['s-todo', '还没到'] } as const

export function RoadList({ stops }: { stops: Stop[] }) {
  return (
    <ol class="sec way">
      {stops.map((stop, at) => (
        <li key={at} class={stop.kind === 'todo' ? undefined : stop.kind}>
          <Icon name={ICONS[stop.kind][0]} label={t(ICONS[stop.kind][1])} />
          <b>{t(stop.title, stop.values && { ...stop.values, department: t(String(stop.values['department'])) })}</b>
          {stop.times.map(time => (
            <small key={time.word ?? time.at}>
              {time.at && <span class="num">{stamp(time.at)}</span>}
              {time.word && ` ${t(time.word)}`}
              {time.by && ` · ${time.by}`}
            </small>
          ))}
          {stop.note && <small>{stop.note}</small>}
        </li>
      ))}
    </ol>
  )
}
