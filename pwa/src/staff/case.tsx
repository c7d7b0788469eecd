// One case on the tablet: whose it is, what was filled in, the materials, what happened, and the step that is next.
import { useEffect, useRef, useState } from 'preact/hooks'
import { today } from '../applications/cases'
import { Chip } from '../applications/chip'
import { dayAt, markOfRow } from '../applications/state'
import type { Application } from '../schema/types'
import { choosePlace, townOf } from '../guide/store'
import { session } from '../sync/state'
import { clock, dayOf, stamp } from '../text/dates'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { SyncChip } from '../ui/state-chip'
import { deskLink } from './address'
import { Answers } from './answers'
import { Decide } from './decide'
import { inOneLine } from './defects'
import { isOwn, seatsOf, waitingOf } from './desk'
import { askedBy, deskView, unasked, villageOf, type Asked } from './guide'
import { History } from './history'
import { ageOf, dueDay, masked, sentInAt, type Tab } from './inbox'
import { Materials } from './materials'
import { MendHere } from './mend-here'
import { Refusals } from './refusals'
import { may } from './rights'
import { Say } from './say'
import { take } from './steps'

export interface Opened { row: Application; asked: Asked; reviewing: boolean }

export function Case({ row, tab, scope }: { row: Application; tab: Tab; scope?: string }) {
  const [asked, setAsked] = useState<Asked>(unasked)
  const heading = useRef<HTMLHeadingElement>(null)
  const view = deskView.value
  useEffect(() => {
    let left = false
    void askedBy(row, view).then((found) => !left && setAsked(found))
    return () => void (left = true)
  }, [row.item, row.form, view])
  useEffect(() => {
    document.title = `${row.item_name ?? ''} · ${t('赶场')}`
    heading.current?.focus({ preventScroll: true })
  }, [row.id])
  const seats = seatsOf(row)
  const opened: Opened = { row, asked, reviewing: may('return', row, seats, today()) }
  return (
    <section class="case" aria-labelledby="case">
      <div class="who">
        <a class="back narrow" href={deskLink({ tab, scope })}><Icon name="i-back" /> {t('回到收件')}</a>
        <h1 id="case" tabIndex={-1} ref={heading}>{row.item_name}</h1>
        <p class="sub">{headline(row)}{dueWord(row)}</p>
        <p class="marks">
          <Chip mark={{ ...markOfRow(row, today()), breathing: false }} />
          {waitingOf(row.id).map((one) => <SyncChip key={one.id} state={one.state} />)}
          <Holder row={row} />
        </p>
      </div>
      <Refusals row={row} labels={asked.labels} />
      {isOwn(row.id) && <p class="box">{t('这是您自己的事，要请同事办。')}</p>}
      {asked.elsewhere && <Elsewhere row={row} />}
      {row.reason && ['declined', 'refused'].includes(row.state) && <p class="box fix"><b>{t('原因')}</b> {row.reason}<br />{row.remedy}</p>}
      {row.result && <p class="box ok"><b>{t('结果')}</b> {row.result}</p>}
      <Answers {...opened} />
      <Materials {...opened} />
      {opened.reviewing ? <Say {...opened} /> : row.state === 'returned' && <Given {...opened} />}
      {row.state === 'returned' && seats.some((seat) => seat !== 'reviewer') && <MendHere {...opened} />}
      <History row={row} />
      {row.code && <p class="paper"><a class="btn two" href={deskLink({ tab, scope, id: row.id, show: 'receipt' })}><Icon name="i-print" /> {t('打印回执')}</a> <span class="sub">{t('回执号')} <span class="num">{row.receipt}</span></span></p>}
      <Decide {...opened} seats={seats} tab={tab} scope={scope} />
    </section>
  )
}

function headline(row: Application): string {
  const age = ageOf(row.applicant?.id_number, today())
  return [
    [masked(row.applicant?.name ?? ''), age !== undefined && t('{n} 岁', { n: age }), villageOf(row)].filter(Boolean).join('，'),
    t('第 {n} 次送来', { n: row.round ?? 1 }),
    dayAt(sentInAt(row)) === today() ? t('送达 {time}', { time: clock(new Date(sentInAt(row) * 1000)) }) : t('送达 {time}', { time: stamp(sentInAt(row)) }),
  ].join('　·　')
}

function dueWord(row: Application) {
  const on = dueDay(row)
  if (!on) return null
  const words = row.state === 'submitted' ? t('前要看完') : row.state === 'returned' ? t('前他要补齐') : t('前要办好')
  return <>　·　<b class="num">{dayOf(on)}</b> {words}</>
}

/** The list that the applicant has now. */
function Given({ row, asked }: Opened) {
  return (
    <section class="say" aria-labelledby="given">
      <p id="given"><b>{t('请他补的 {n} 处', { n: row.defects?.length ?? 0 })}</b></p>
      <ol>{(row.defects ?? []).map((defect, at) => <li key={at}><b class="num">{at + 1}</b><span>{inOneLine(defect, asked.labels)}</span></li>)}</ol>
    </section>
  )
}

/** Who has it; taking over is one tap. */
function Holder({ row }: { row: Application }) {
  const mine = session.value?.name !== undefined && (row.handler ?? '').startsWith(session.value.name)
  const free = may('claim', row, seatsOf(row), today()) && !mine
  return (
    <>
      {row.handler && <span class="sub">{mine ? t('归您办') : t('{who}在办', { who: row.handler })}</span>}
      {free && <button class="link" type="button" onClick={() => void take(row, 'claim')}>{t('我来办')}</button>}
    </>
  )
}

function Elsewhere({ row }: { row: Application }) {
  return (
    <div class="box">
      <p>{t('这台平板里没有这个镇的指南，问题的名称显示不全。')}</p>
      <button class="btn two" type="button" onClick={() => choosePlace(townOf(row.place ?? ''), [])}>{t('换成这个镇的指南')}</button>
    </div>
  )
}

