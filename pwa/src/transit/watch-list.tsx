// The wishes of a person, each with its state: on the stop that it is for, and all of them under 怎么走.
import type { BusLine } from '../schema/types'
import { serverNow } from '../sync/state'
import { errorText } from '../text/errors'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import type { Buses } from './guide'
import { end, wishes, type Held } from './watch'
import { Ringing, usePush } from './watch-ring'
import { busWords, timeWords, walkWords } from './watch-words'
import './watch.css'

const formOf = (stop: string, wish: string): string => `/way/stop/${encodeURIComponent(stop)}?tell=${wish}`

/** To ask for a bus, or for any. */
export function tellOf(stop: string, bus: { line: BusLine; to: string; scheduled: number } | undefined): string {
  const words = bus && new URLSearchParams({ line: bus.line.code, to: bus.to, at: String(bus.scheduled) })
  return formOf(stop, 'new') + (words ? `&${words}` : '')
}

export function Wishes({ buses, stop }: { buses: Buses; stop?: string }) {
  const held = wishes(stop)
  const [push, asked] = usePush()
  if (!held.length) return null
  return (
    <>
      <h2>{t('出门前叫我')}</h2>
      <ul class="sec" role="list">
        {held.map((one) => <li key={one.wish.id}><One {...{ one, buses }} named={!stop} /></li>)}
      </ul>
      {stop && push !== 'on' && <Ringing push={push} asked={asked} />}
    </>
  )
}

function One({ one, buses, named }: { one: Held; buses: Buses; named: boolean }) {
  const { wish, sent } = one
  const place = buses.stops.get(wish.stop)?.name ?? t('这一站')
  const what = [named && place, busWords(wish, buses)].filter(Boolean).join(t('，'))
  return (
    <div class="row bus-wish">
      <Icon name="i-bell" />
      <span>
        <b>{what}</b>
        <small>{timeWords(wish, serverNow())}</small>
        <small>{walkWords(wish)}</small>
        <State sent={sent} />
      </span>
      <span class="choices">
        <a class="btn two" href={formOf(wish.stop, wish.id)} aria-label={t('改：{what}', { what })}>{t('改')}</a>
        <button class="btn two" type="button" aria-label={t('别叫了：{what}', { what })} onClick={() => void end(one)}>{t('别叫了')}</button>
      </span>
    </div>
  )
}

function State({ sent }: Pick<Held, 'sent'>) {
  if (sent?.state === 'rejected') return <span class="box fix" role="alert"><b><Icon name="s-fix" /> {t('镇上没收下')}</b> {errorText(sent.code ?? 'server_error', sent.detail)}</span>
  if (sent) return <span class="st up"><Icon name="s-up" class={sent.state === 'sending' ? 'sync' : undefined} /> {sent.state === 'sending' ? t('正在上传') : t('待上传，还不会响')}</span>
  return <span class="st ok"><Icon name="s-sent" /> {t('镇上记着，到时叫您')}</span>
}
