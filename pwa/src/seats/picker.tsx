// 谁来用: the tablet is locked. Whose seats are here, by surname and window; their PIN opens one, without a line too.
import { useEffect, useState } from 'preact/hooks'
import { Page } from '../shell/page'
import { navigate } from '../shell/router'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { waitingHere } from './others'
import { byPasskey } from './passkey'
import { moved, seatsHere, type Seat } from './seat'
import { Pad } from './staff-pad'
import { LEASE_DAYS } from './lease'
import { lapsed, unlock, type Opening } from './staff-seats'

interface Shown extends Seat {
  waiting: number
  lapsed: boolean
}

export function Picker() {
  const [all, show] = useState<Shown[]>([])
  const [chosen, choose] = useState<string>()
  const look = async () => {
    const counts = await waitingHere()
    show(await Promise.all((await seatsHere()).map(async (seat) => ({ ...seat, waiting: counts.get(seat.person) ?? 0, lapsed: await lapsed(seat.person) }))))
  }
  useEffect(() => void look(), [moved.value])
  const seat = all.find((one) => one.person === chosen)
  if (seat) return <Open seat={seat} back={() => choose(undefined)} again={look} />
  return (
    <Page title={t('谁来用这台平板')} back="/">
      <div class="pad stack"><p>{t('锁上了。各人的件都封着，只有自己的 PIN 打得开。')}</p></div>
      <ul class="sec" aria-label={t('谁来用这台平板')}>
        {all.map((one) => (
          <li key={one.person}>
            <button class="row" type="button" onClick={() => choose(one.person)}>
              <Icon name="i-mine" />
              <span><b>{one.label || t('没写名字')}</b><small>{stateOf(one)}</small></span>
              <Icon name="i-next" />
            </button>
          </li>
        ))}
      </ul>
      <div class="pad stack">
        <p><a class="btn two" href="/sign-in?next=/staff"><Icon name="i-add" /> {t('添一个人，用手机号登录')}</a></p>
        <p class="line"><a href="/">{t('只看办事指南，不用打开')}</a></p>
      </div>
    </Page>
  )
}

function stateOf(seat: Shown): string {
  const kept = seat.waiting ? t('{n} 件没送出，封存着', { n: seat.waiting }) : ''
  return [!seat.pin ? t('PIN 锁上了') : seat.lapsed ? t('太久没连镇上') : '', kept].filter(Boolean).join('，')
}

function Open({ seat, back, again }: { seat: Shown; back: () => void; again: () => Promise<void> }) {
  const [pin, set] = useState('')
  const [told, tell] = useState<Opening>()
  const [busy, work] = useState(false)
  const closed = !seat.pin ? 'shut' : seat.lapsed ? 'lease' : told?.is === 'shut' || told?.is === 'lease' ? told.is : undefined
  const ended = async (opening: Opening) => {
    if (opening.is === 'open') return void navigate('/staff', { replace: true })
    set('')
    tell(opening)
    await again()
  }
  const enter = async (open: () => Promise<Opening>) => {
    if (busy) return
    work(true)
    await open().then(ended).finally(() => work(false))
  }
  const fault = told?.is === 'wrong' ? t('PIN 不对，还能试 {n} 次', { n: told.left }) : undefined
  return (
    <Page title={t('打开 {name}', { name: seat.label })} back="/staff" dock={closed ? undefined : <button class="btn" type="submit" form="pin-form">{busy ? t('请稍等…') : t('打开')}</button>}>
      {closed ? <Closed seat={seat} why={closed} /> : (
        <>
          <Pad id="pin" label={t('PIN')} fault={fault} pin={pin} set={set} submit={() => void enter(() => unlock(seat.person, pin))} />
          {seat.passkey && <p class="pad"><button class="btn two" type="button" onClick={() => void enter(() => byPasskey(seat))}>{t('用指纹或面容打开')}</button></p>}
          <p class="pad line"><a href="/sign-in?next=/staff">{t('忘了 PIN，用手机号登录')}</a></p>
        </>
      )}
      <p class="pad"><button class="link" type="button" onClick={back}>{t('换一个人')}</button></p>
    </Page>
  )
}

function Closed({ seat, why }: { seat: Shown; why: 'shut' | 'lease' }) {
  return (
    <div class="box fix stack" role="alert">
      <p><b>{why === 'shut' ? t('PIN 锁上了') : t('超过 {n} 天没连过镇上，PIN 先不能用', { n: LEASE_DAYS })}</b></p>
      {seat.waiting > 0 && <p>{t('没送出的 {n} 件还封存在平板里，一件没丢。', { n: seat.waiting })}</p>}
      <p>{why === 'shut' ? t('连上网，用手机号登录，再设一个新的 PIN，就都回来了。') : t('连上网，用手机号登录一次，就又能用了。')}</p>
      <p><a class="btn" href="/sign-in?next=/staff">{t('用手机号登录')}</a></p>
    </div>
  )
}
