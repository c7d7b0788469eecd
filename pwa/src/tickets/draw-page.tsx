// Where the QR of the hall's screen leads: whoever scans it is there, and draws a number on their own phone.
import { useEffect, useMemo, useState } from 'preact/hooks'
import type { PageProps } from '../routes'
import { Page } from '../shell/page'
import { navigate } from '../shell/router'
import { forget, open, session } from '../sync/client'
import { line } from '../sync/state'
import { errorText } from '../text/errors'
import { t } from '../text/t'
import { watchHall } from './hall'
import { draw, isOver, myDraw, myTicket, todaysBookings } from './mine'
import { PickTicket } from './pick-ticket'
import { Answer } from './ticket-page'

/** As screens show them; anything else was misread or typed. */
const CODE = /^[0-9A-HJKMNP-TV-Z]{10}$/i

export default function DrawPage({ params }: PageProps) {
  const { centre = '', code = '' } = params
  const [known, setKnown] = useState(false)
  const watch = useMemo(() => watchHall(centre), [centre])
  useEffect(() => watch.stop, [watch])
  const ticket = myTicket.value
  const mine = ticket && !isOver(ticket) ? ticket : undefined
  useEffect(() => {
    void open().then(async () => {
      // What was refused before has been read; this is another scan.
      const old = myDraw.peek()
      if (old?.state === 'rejected') await forget(old.id)
      setKnown(true)
    })
  }, [])
  useEffect(() => {
    if (mine) void navigate('/ticket', { replace: true })
  }, [mine?.id])
  const waiting = myDraw.value
  const readable = CODE.test(code)
  const { hall, unknown, live } = watch.seen.value
  // What is booked has its window, and with it the group.
  const booked = todaysBookings.value.some((one) => one.centre === centre)
  const asks = readable && known && !mine && waiting?.state !== 'waiting' && waiting?.state !== 'sending'
  return (
    <Page title={t('取号')} back="/">
      {readable ? <Answer waiting={waiting} /> : <p class="box fix" role="alert">{errorText('door_over')}</p>}
      {readable && known && !session.value && (
        <div class="pad stack">
          <p>{t('先用手机号登录，号就在您手机上，快到时提醒您。')}</p>
          <p><a class="btn" href={`/sign-in?next=/draw/${centre}/${code}`}>{t('用手机号登录')}</a></p>
          <p class="sub">{t('没有手机号的，请在自助机上刷身份证，或者到窗口取号。')}</p>
        </div>
      )}
      {asks && session.value && (
        <div class="pad stack">
          {hall || booked || unknown || live === false || line.value === 'off'
            ? <PickTicket windows={booked ? [] : (hall?.windows ?? [])} pick={(what) => void draw({ centre, ...what, door: code.toUpperCase() })}>
                <p class="sub">{t('取错了没关系，三种号能互相换，排的位置不变。')}</p>
              </PickTicket>
            : <p role="status">{t('正在打开…')}</p>}
        </div>
      )}
    </Page>
  )
}
