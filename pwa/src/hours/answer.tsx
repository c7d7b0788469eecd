// The one big answer: open now and until when, or when next, with that day's hours and why.
import type { Centre } from '../schema/types'
import { t } from '../text/t'
import { dayOf } from './find'
import type { DatedDays } from './openings'
import { answer, dayWords, hoursWords, nextMarket, reasons, served } from './words'

const FAIR = /(逢[场場]|market day)/

export function Answer({ days, at, item, id }: { days: DatedDays; at: number; item?: string; id?: string }) {
  const { head, day, isOpen } = answer(days, at, item)
  // The head has said already that it is market day.
  const why = day ? reasons(days, day, item).filter((one) => isOpen || one !== t('逢场')).join(t('，')) : ''
  return (
    <>
      <h1 class="big" id={id}>
        {head.split(FAIR).map((part) => (FAIR.test(part) ? <span class="fair-t">{part}</span> : part))}
      </h1>
      {day && !isOpen && (
        <p class="hours">
          {dayWords(day.on, dayOf(at))} <b class="num">{hoursWords(served(days, day, item))}</b>
        </p>
      )}
      {why && <p class="sub">{why}</p>}
    </>
  )
}

export function NextMarket({ days, at, centre }: { days: DatedDays; at: number; centre: Centre }) {
  const spoken = answer(days, at).day?.on
  const market = nextMarket(days, spoken ?? dayOf(at), centre.code, centre.name)
  if (!market) return null
  return (
    <p class="next">
      <small>{t('下个赶场日')}</small> {market}
    </p>
  )
}

export function Call({ centre }: { centre: Centre }) {
  if (!centre.phone) return null
  return (
    <p class="line">
      <small>{centre.address}</small>
      <a href={`tel:${centre.phone}`}>{t('打电话问')}</a>
    </p>
  )
}
