// 值班表 of one day: who sits at which window. How many there are is how many can be booked at a time (B26).
import { useEffect, useState } from 'preact/hooks'
import { useSlots } from '../bookings/crowd'
import { dayWords } from '../bookings/words'
import { centreOf } from '../guide/store'
import type { Duty, RosterDay } from '../schema/types'
import { navigate } from '../shell/router'
import { Page } from '../shell/page'
import { row } from '../sync/preview'
import { serverNow } from '../sync/state'
import { t } from '../text/t'
import { Field } from '../ui/field'
import { setRoster } from './bookings'
import { bookingsLink } from './bookings-address'
import { deskView } from './guide'

export function Roster({ centre, on }: { centre: string; on: string }) {
  const own = row<RosterDay>('roster', on).value?.duty
  const { day: slots, none } = useSlots(centre, on)
  const known = own ?? slots?.duty
  const [duty, setDuty] = useState<Duty[]>()
  useEffect(() => {
    if (!duty && known) setDuty(known)
  }, [known])
  const back = bookingsLink({ day: on })
  const windows = [...new Set([...(deskView.value.centres.get(centre)?.windows ?? centreOf(centre)?.windows ?? []), ...(known ?? []).map((one) => one.window)])]
  const list = duty ?? []
  const change = (window: string, name: string | undefined) =>
    setDuty(name === undefined ? list.filter((one) => one.window !== window) : [...list.filter((one) => one.window !== window), { ...list.find((one) => one.window === window), window, ...(name ? { name } : { name: undefined }) }])

  const save = async () => {
    await setRoster({ centre, on, duty: windows.flatMap((window) => list.filter((one) => one.window === window)).map(({ name, ...rest }) => ({ ...rest, ...(name && { name }) })) })
    await navigate(back, { replace: true })
  }
  const weekly = async () => {
    await setRoster({ centre, on })
    await navigate(back, { replace: true })
  }

  return (
    <Page title={t('值班表：{day}', { day: dayWords(on, serverNow()) })} bar={t('值班表')} back={back}
      dock={known && <button class="btn" type="button" onClick={() => void save()}>{t('照这样值班')}</button>}>
      <div class="pad stack">
        <h1>{dayWords(on, serverNow())}</h1>
        <p>{t('开几个窗口，一个时间就能约几个人。已经约好的人不会因为改这里被取消。')}</p>
        {!known && <p role="status">{none ? t('这一天的值班表还没存到平板里，有网再打开一次。') : t('正在打开…')}</p>}
      </div>
      <div class="sec">
        {known && windows.map((window, at) => {
          const held = list.find((one) => one.window === window)
          return (
            <div key={window}>
              <div class="field">
                <label class="pick"><input type="checkbox" checked={held !== undefined} onChange={(event) => change(window, event.currentTarget.checked ? '' : undefined)} />{window}</label>
              </div>
              {held && <Field id={`duty-${at}`} label={t('{window} 谁值班', { window })} hint={t('可以不写')}><input id={`duty-${at}`} maxLength={50} autoComplete="off" value={held.name ?? ''} onInput={(event) => change(window, event.currentTarget.value)} /></Field>}
            </div>
          )
        })}
      </div>
      {own && <p class="pad"><button class="btn two" type="button" onClick={() => void weekly()}>{t('还照平时的值班表')}</button></p>}
    </Page>
  )
}
