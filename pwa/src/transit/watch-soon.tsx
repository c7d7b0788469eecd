// What will come of a wish: for which buses one is told, and when one must leave for them.
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import type { Buses } from './guide'
import { leavesFor, meant, nextMeant, type Wish } from './watch-rules'
import { clockAt, dayHead, lineName, roughWords } from './words'

const SHOWN = 3

export function WatchSoon({ wish, buses, now }: { wish: Wish; buses: Buses; now: number }) {
  const next = nextMeant(wish, buses.lines, now)
  const all = next ? (wish.once ? next.rides : meant(wish, buses.lines, next.on)).length : 0
  return (
    <section class="pad stack" role="status" aria-label={t('按时刻表会这样叫您')}>
      {!next ? <p><Icon name="i-clock" /> {t('按时刻表，这段时间没有赶得上的车。')}</p> : (
        <>
          <p><b>{t('按时刻表会这样叫您，{day}：', { day: dayHead(next.on, now, false) })}</b></p>
          <ul role="list">
            {next.rides.slice(0, SHOWN).map((ride) => (
              <li key={ride.line.code + ride.leaves} class="num">
                {ride.every
                  ? t('{line}{rough}，只能叫个大概', { line: lineName(ride.line), rough: roughWords(ride.every) })
                  : t('{leave} 出门，{time} 的 {line}', { leave: clockAt(leavesFor(wish.minutes, ride)), time: clockAt(ride.leaves), line: lineName(ride.line) })}
              </li>
            ))}
          </ul>
          {all > 1 && <p class="sub">{wish.once ? t('只叫头一班，它停开了才叫下一班。这段时间一共 {n} 班。', { n: next.rides.length }) : t('这段时间 {n} 班车，每班叫一次。不想多响，把时间改短些。', { n: all })}</p>}
        </>
      )}
      <p class="sub">{t('有实时就按实时叫，晚了会改，停开也会说。')}</p>
    </section>
  )
}
