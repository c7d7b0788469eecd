// 正在办的 on home: drafts and applications that are not finished, one line each, whose turn it is. Comes after first paint.
import { useEffect } from 'preact/hooks'
import { Chip } from '../applications/chip'
import { cases, markFor } from '../applications/cases'
import { loadDrafts } from '../applications/drafts'
import { dayOf } from '../text/dates'
import { t } from '../text/t'
import { Icon } from '../ui/icon'

const most = 5

export function UnderWay() {
  useEffect(() => void loadDrafts(), [])
  const open = cases.value.map((one) => ({ one, mark: markFor(one) })).filter(({ mark }) => mark.turn !== 'over')
  if (!open.length) return null
  return (
    <>
      <h2>{t('正在办的')}</h2>
      <div class="sec">
        {open.slice(0, most).map(({ one, mark }) => (
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
        {open.length > most && (
          <a class="row" href="/mine">
            <span>{t('全部 {n} 件', { n: open.length })}</span>
            <Icon name="i-next" />
          </a>
        )}
      </div>
    </>
  )
}
