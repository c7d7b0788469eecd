// 正在办的 on home: drafts and applications that are not finished, one line each, whose turn it is. Comes after first paint.
import { Chip } from '../applications/chip'
import { cases, markFor } from '../applications/cases'
import { loadDrafts } from '../applications/drafts'
import { NextBooking } from '../bookings/soon'
import { open } from '../sync/client'
import { dayOf } from '../text/dates'
import { t } from '../text/t'
import { Icon } from '../ui/icon'

const most = 5

/** What the phone holds of it has been read. */
export const known = (): Promise<unknown> => Promise.all([open(), loadDrafts()])

export function UnderWay() {
  const unfinished = cases.value.map((one) => ({ one, mark: markFor(one) })).filter(({ mark }) => mark.turn !== 'over')
  if (!unfinished.length) return <NextBooking />
  return (
    <>
      <NextBooking />
      <h2>{t('正在办的')}</h2>
      <div class="sec">
        {unfinished.slice(0, most).map(({ one, mark }) => (
          <a class="row" key={one.id} href={one.row && one.row.state !== 'draft' ? `/mine/${one.id}` : `/draft/${one.id}`}>
            <span>
              <b>{one.name}</b>
              <Chip mark={mark} />
              {one.row?.state === 'returned' && one.row.mend_by && (
                <small class="in"> {t('{day}前补齐', { day: dayOf(one.row.mend_by) })}</small>
              )}
            </span>
            <Icon name="i-next" />
          </a>
        ))}
        {unfinished.length > most && (
          <a class="row" href="/mine">
            <span>{t('全部 {n} 件', { n: unfinished.length })}</span>
            <Icon name="i-next" />
          </a>
        )}
      </div>
    </>
  )
}
