// Booking: what, which day, what time, and the check; one at a time. The address holds what was chosen.
import { useEffect, useState } from 'preact/hooks'
import { ready } from '../applications/start'
import { openGuide, place, titles, townOf } from '../guide/store'
import { useDays } from '../hours/use-days'
import type { PageProps } from '../routes'
import { Page } from '../shell/page'
import { t } from '../text/t'
import { askOf, linkTo, type Ask } from './ask'
import './book.css'
import { DaysStep } from './days-step'
import { bookingOf } from './mine'
import { SpecialStep } from './special-step'
import { TimesStep } from './times-step'
import { WhatStep } from './what-step'
import { WishesStep } from './wishes-step'

export default function Book({ query }: PageProps) {
  const asked = askOf(query)
  const [known, setKnown] = useState(false)
  useEffect(() => void Promise.all([ready(), openGuide()]).then(() => setKnown(true)), [])
  const moved = asked.move ? bookingOf(asked.move)?.row : undefined
  const ask = moved ? { ...asked, centre: moved.centre, item: moved.item, application: moved.application, kind: moved.kind === 'window' ? undefined : moved.kind } : asked
  const centre = ask.centre ?? (place.value ? townOf(place.value) : undefined)
  const days = useDays(known ? centre : undefined)
  if (!known) return <Page title={t('约时间')} back="/"><p class="pad" role="status">{t('正在打开…')}</p></Page>
  if (!centre) return <NoPlace />
  if (ask.move && !moved) return <Page title={t('约时间')} back="/mine"><p class="pad">{t('这部手机上没有这个预约。')}</p></Page>
  if (ask.item && !ask.application && !moved && isAbsent(ask.item, centre)) return <NoItem ask={ask} />
  if (ask.kind) return <SpecialStep ask={ask} kind={ask.kind} centre={centre} days={days} moved={moved} />
  if (!ask.item && !ask.other && !ask.application && !moved) return <WhatStep ask={ask} />
  if (ask.check && ask.wishes.length) return <WishesStep ask={ask} centre={centre} moved={moved} />
  if (ask.day) return <TimesStep ask={ask} day={ask.day} centre={centre} days={days} moved={moved} />
  return <DaysStep ask={ask} centre={centre} days={days} moved={moved} />
}

function NoPlace() {
  return (
    <Page title={t('约时间')} back="/">
      <div class="pad stack">
        <p>{t('先选您住在哪里，才知道约哪个窗口。')}</p>
        <a class="btn" href="/place">{t('选地方')}</a>
      </div>
    </Page>
  )
}

/** As far as the phone can tell: the titles of one's own place are there all at once. */
function isAbsent(item: string, centre: string): boolean {
  return titles().length > 0 && Boolean(place.value?.startsWith(centre)) && !titles().some((one) => one.code === item)
}

function NoItem({ ask }: { ask: Ask }) {
  return (
    <Page title={t('约时间')} back="/">
      <div class="pad stack">
        <p role="status">{t('没有这个事项，可能已经撤了，或者换了编号。')}</p>
        <a class="btn" href={linkTo({ ...ask, item: undefined })}>{t('约时间：办哪件事')}</a>
      </div>
    </Page>
  )
}
