// The wishes once more before they go: in which order, that this is no booking yet, and whether to wait for a place.
import { useState } from 'preact/hooks'
import type { Booking, Wish } from '../schema/types'
import { navigate } from '../shell/router'
import { Page } from '../shell/page'
import { line } from '../sync/state'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import '../ui/form.css'
import { linkTo, MOST_WISHES, type Ask } from './ask'
import { Head, When } from './parts'
import { mayWait } from './state'
import { move, request } from './steps'

export function WishesStep({ ask, centre, moved }: { ask: Ask; centre: string; moved?: Booking }) {
  const [waitlist, setWaitlist] = useState(mayWait(moved))
  const [busy, setBusy] = useState(false)
  const edit = { ...ask, check: undefined }

  const send = async () => {
    if (busy) return
    setBusy(true)
    const id = moved?.id ?? (await request(centre, ask, ask.wishes, waitlist))
    if (moved) await move(moved, ask.wishes, waitlist)
    await navigate(`/book/${id}`, { replace: true })
  }

  return (
    <Page title={t('想去的时间，看一遍')} bar={moved ? t('改时间') : t('约时间')} back={linkTo(edit)}
      dock={<button class="btn" type="button" onClick={() => void send()}>{line.value === 'off' ? t('记下，有网就送给镇上') : t('送给镇上')}</button>}>
      <Head ask={ask} centre={centre} moved={moved} question={t('想去的时间')} />
      <p class="box up"><b>{t('这还不是预约。')}</b><br />{t('信号回来后镇上答复：照顺序看，哪个空着就约哪个。')}</p>
      <ol class="sec">
        {ask.wishes.map((wish, at) => (
          <li class="row" key={`${wish.from}-${wish.until}`}>
            <span><b>{at + 1}. <When {...wish} /></b></span>
            <button class="link" type="button" onClick={() => void navigate(linkTo(without(ask, wish)), { replace: true })}>{t('去掉')}</button>
          </li>
        ))}
      </ol>
      {ask.wishes.length < MOST_WISHES && <p class="pad"><a class="btn two" href={linkTo({ ...edit, day: undefined })}><Icon name="i-add" /> {t('再加一个想去的时间')}</a></p>}
      {mayWait(moved) && (
        <div class="field">
          <label class="pick">
            <input type="checkbox" checked={waitlist} onChange={(event) => setWaitlist(event.currentTarget.checked)} />
            {t('都满了就排候补，有人退了轮到我')}
          </label>
        </div>
      )}
    </Page>
  )
}

/** The last wish taken away leads back to choosing. */
function without(ask: Ask, wish: Wish): Ask {
  const wishes = ask.wishes.filter((one) => one !== wish)
  return { ...ask, wishes, check: wishes.length > 0 || undefined }
}
