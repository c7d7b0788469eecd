// A receipt's or a booking's QR by the camera, or its ten signs typed in: opens the case or the booking.
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Track } from '../schema/types'
import { markOfRow } from '../applications/state'
import { today } from '../applications/cases'
import { navigate } from '../shell/router'
import { Page } from '../shell/page'
import { serverNow, session } from '../sync/state'
import { isoDay } from '../text/dates'
import { t } from '../text/t'
import { Field, Summary } from '../ui/field'
import { watchCamera } from './camera'
import { deskBookings } from './bookings'
import { bookingsLink } from './bookings-address'
import { casesOf } from './desk'
import { readCode } from './inbox'

export function Scan({ back, open }: { back: string; open: (id: string) => string }) {
  const video = useRef<HTMLVideoElement>(null)
  const [typed, setTyped] = useState('')
  const [fault, setFault] = useState<string>()
  const [camera, setCamera] = useState<'asking' | 'on' | 'none'>('asking')
  const take = async (text: string): Promise<boolean> => {
    const code = readCode(text)
    if (!code) {
      setFault(t('这不是回执码。回执码是 10 个数字和字母'))
      return false
    }
    const booked = deskBookings().find((row) => row.code === code)
    if (booked) {
      void navigate(bookingsLink({ id: booked.id, day: isoDay(booked.start ?? serverNow()) }), { replace: true })
      return true
    }
    const here = casesOf().find((row) => row.code === code)
    const said = here ? undefined : await follow(code)
    const id = here?.id ?? (typeof said === 'object' ? said.id : undefined)
    if (id) void navigate(open(id), { replace: true })
    else setFault(said as string)
    return id !== undefined
  }
  useEffect(() => {
    const stopped = new AbortController()
    void watchCamera(video.current!, take, stopped.signal).then((state) => !stopped.signal.aborted && setCamera(state))
    return () => stopped.abort()
  }, [])
  return (
    <Page title={t('扫回执')} back={back}>
      <div class="pad stack">
        {fault && <Summary faults={[{ field: 'code', words: fault }]} />}
        <video class="camera" ref={video} muted playsInline hidden={camera !== 'on'} aria-label={t('相机画面，把回执的码对进来')} />
        <p role="status">{camera === 'on' ? t('把回执的码对进框里') : camera === 'asking' ? t('正在打开相机…') : t('相机用不了，照着回执把码填在下面')}</p>
      </div>
      <form class="sec" noValidate onSubmit={(event) => (event.preventDefault(), void take(typed))}>
        <Field id="code" label={t('回执码')} hint={t('二维码下面的 10 个数字和字母')} fault={fault}>
          <input id="code" autoComplete="off" autoCapitalize="characters" spellcheck={false} value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
        </Field>
        <p class="pad"><button class="btn" type="submit">{t('打开这一件')}</button></p>
      </form>
    </Page>
  )
}

/** A case that this tablet does not hold, asked of the town; a sentence where there is nothing to open. */
async function follow(code: string): Promise<{ id: string } | string> {
  let answer: Response
  try {
    answer = await fetch(`/track/${code}`, { headers: { Authorization: `Bearer ${session.peek()?.session ?? ''}` } })
  } catch {
    return t('这台平板里没有这一件，现在又没网。连上再扫一次')
  }
  if (answer.status === 404) return t('没有这个回执码，再看一遍')
  if (!answer.ok) return t('镇上的系统出了问题，请过一会儿再试')
  const track = (await answer.json()) as Track
  if (track.view === 'staff' && track.application) return { id: track.application.id }
  const mark = markOfRow({ state: track.state }, today())
  return t('这一件不归您这里办：{item}，{state}，{centre}', { item: track.item_name, state: t(mark.word, mark.values), centre: track.centre ?? '' })
}
