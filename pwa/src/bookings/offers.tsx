// The times that are still free when those wished for are not: one tap takes one, or one waits for a place.
import { useState } from 'preact/hooks'
import type { SlotAt } from '../schema/types'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { serverNow } from '../sync/state'
import { sendingOf, type One } from './state'
import { move } from './steps'
import { timeWords } from './words'

/** `anew` leads to where another time can be looked for. */
export function Offers({ one, anew }: { one: One; anew: string }) {
  const [busy, setBusy] = useState(false)
  const { row } = one
  if (!row || row.state !== 'requested' || row.kind !== 'window' || sendingOf(one)) return null
  const offers = row.offers ?? []
  if (!offers.length && !row.reasons?.length) return null
  const once = async (work: () => Promise<void>) => {
    if (busy) return
    setBusy(true)
    await work().finally(() => setBusy(false))
  }
  return (
    <>
      {offers.length > 0 && <h2>{t('还空着的时间')}</h2>}
      <div class="sec">
        {offers.map((offer) => <Offer key={`${offer.start}${offer.window}`} offer={offer} take={() => void once(() => move(row, [{ from: offer.start, ...(offer.window && { window: offer.window }) }]))} />)}
        {row.wishes && !row.waitlist && (
          <button class="row" type="button" onClick={() => void once(() => move(row, row.wishes!, true))}>
            <Icon name="i-clock" /><span><b>{t('不换时间，排候补')}</b><small>{t('有人退了就轮到您，轮到了会告诉您')}</small></span>
          </button>
        )}
        <a class="row" href={anew}><Icon name="i-day" /><span><b>{t('自己另选时间')}</b></span><Icon name="i-next" /></a>
      </div>
    </>
  )
}

export function Offer({ offer, take }: { offer: SlotAt; take: () => void }) {
  return (
    <button class="row" type="button" onClick={take}>
      <Icon name="i-tick" />
      <span><b class="book-day">{t('就约 {time}', { time: timeWords(offer.start, serverNow()) })}</b>{offer.window && <small>{offer.window}</small>}</span>
    </button>
  )
}
