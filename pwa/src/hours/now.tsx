// The centre on home: open now and until when, or when next; the next market day; the week. Comes after home is usable.
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Centre } from '../schema/types'
import { serverNow } from '../sync/state'
import { t } from '../text/t'
import { Answer, Call, NextMarket } from './answer'
import type { DatedDays } from './openings'
import { useDays } from './use-days'
import { todayWords } from './words'
import { Week } from './week'
import './hours.css'

const MINUTE_MS = 60_000

/** `children` stand until the phone knows the days, and where it never does. */
export function Now({ centre, children }: { centre: Centre; children: ComponentChildren }) {
  const days = useDays(centre.code)
  return (
    <>
      {days ? <Today days={days} centre={centre} /> : days === null ? <Told hours={centre.hours}>{children}</Told> : children}
      <Call centre={centre} />
    </>
  )
}

function Today({ days, centre }: { days: DatedDays; centre: Centre }) {
  const at = useNow()
  return (
    <>
      <p class="sub">{todayWords(days, at)}</p>
      <Answer days={days} at={at} id="open" />
      <NextMarket days={days} at={at} centre={centre} />
      <Week days={days} at={at} />
      <p class="line">
        <a href={`/when/${centre.code}`}>{t('看整月')}</a>
      </p>
    </>
  )
}

/** What the centre itself says of its hours, a line a sentence; the first stands above. */
function Told({ hours, children }: { hours?: string; children: ComponentChildren }) {
  const [, ...more] = (hours ?? '').split(/[；;。]/).map((part) => part.trim()).filter(Boolean)
  return (
    <>
      {children}
      {more.map((part) => (
        <p class="hours" key={part}>{part}</p>
      ))}
    </>
  )
}

/** Unix seconds by the town's clock, looked at each minute and when the app is taken up again. */
export function useNow(): number {
  const [, set] = useState(0)
  useEffect(() => {
    const look = () => set((looks) => looks + 1)
    const timer = setInterval(look, MINUTE_MS)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [])
  return serverNow() // and again once the town's clock is known
}
