// Where the QR of a paper ticket leads: anybody who has it follows the number, without signing in.
import { useEffect, useMemo, useState } from 'preact/hooks'
import { useLitScreen } from '../bookings/lit-screen'
import type { PageProps } from '../routes'
import type { Problem, TicketSeen } from '../schema/types'
import { Page } from '../shell/page'
import { withCache } from '../sync/store'
import { serverNow } from '../sync/state'
import { dayOf, isoDay } from '../text/dates'
import { errorText } from '../text/errors'
import { t } from '../text/t'
import { watchHall } from './hall'
import { AsOf, nowOf, Standing } from './standing'

type Found = { ticket: TicketSeen } | { trouble: string }

export default function FollowPage({ params }: PageProps) {
  const code = params['code']!
  const [found, setFound] = useState<Found>()
  const [tries, setTries] = useState(0)
  useEffect(() => void look(code).then(setFound), [code, tries])
  return (
    <Page title={t('号码')} back="/">
      {!found && <p class="pad" role="status">{t('正在查…')}</p>}
      {found && 'trouble' in found && (
        <div class="pad stack">
          <p>{found.trouble}</p>
          <button class="btn two" type="button" onClick={() => setTries(tries + 1)}>{t('再查一次')}</button>
        </div>
      )}
      {found && 'ticket' in found && (found.ticket.on === isoDay(serverNow())
        ? <Today ticket={found.ticket} again={() => setTries(tries + 1)} />
        : <p class="pad">{t('这是 {day} 的号，今天请重新取号', { day: dayOf(found.ticket.on) })}</p>)}
    </Page>
  )
}

function Today({ ticket, again }: { ticket: TicketSeen; again: () => void }) {
  const watch = useMemo(() => watchHall(ticket.centre), [ticket.centre])
  useEffect(() => () => watch.stop(), [watch])
  const seen = watch.seen.value
  const held = nowOf(ticket, seen.hall, ticket.on)
  useLitScreen(held.state === 'waiting' || held.state === 'called')
  const there = seen.hall && (seen.hall.waiting.some((one) => one.number === ticket.number) || seen.hall.windows.some((one) => one.number === ticket.number))
  // It left the windows: done, passed over or put aside, which the hall does not say.
  useEffect(() => {
    if (seen.hall && !there && ['waiting', 'called', 'serving'].includes(ticket.state)) again()
  }, [there])
  return (
    <>
      <p class="pad sub">{ticket.name}</p>
      <Standing held={held} seen={seen} />
      <AsOf seen={seen} />
      <p class="pad sub">{t('想换一种号，跟窗口或大厅里的工作人员说一声。')}</p>
    </>
  )
}

/** As the town says; without a line as it last said. */
async function look(code: string): Promise<Found> {
  try {
    const answer = await fetch(`/t/${encodeURIComponent(code)}`)
    if (!answer.ok) return { trouble: errorText(((await answer.json()) as Problem).code) }
    const ticket = (await answer.json()) as TicketSeen
    void withCache((db) => db.put('kept', ticket, `ticket/${code}`)).catch(() => undefined)
    return { ticket }
  } catch {
    const kept = (await withCache((db) => db.get('kept', `ticket/${code}`)).catch(() => undefined)) as TicketSeen | undefined
    return kept ? { ticket: kept } : { trouble: t('没有网，查不到。连上网再查一次') }
  }
}
