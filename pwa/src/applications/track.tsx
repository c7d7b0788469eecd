// What the scanner of a receipt sees: strangers the state, the applicant and the desk the case (C1).
import { useEffect, useState } from 'preact/hooks'
import { centreOf } from '../guide/store'
import type { PageProps } from '../routes'
import type { Problem, Track } from '../schema/types'
import { Page } from '../shell/page'
import { session } from '../sync/state'
import { dayOf, stamp } from '../text/dates'
import { errorText } from '../text/errors'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { spaced } from '../ui/qr'
import './applications.css'
import { today } from './cases'
import { Chip } from './chip'
import { road } from './road'
import { RoadList } from './road-list'
import { ready } from './start'
import { markOfRow } from './state'

type Found = { track: Track } | { trouble: string }

export default function TrackPage({ params }: PageProps) {
  const code = params['code']!.toUpperCase()
  const [found, setFound] = useState<Found>()
  const [tries, setTries] = useState(0)
  useEffect(() => void look(code).then(setFound), [code, tries, session.value?.session])
  if (!found) return <Page title={t('办到哪了')} back="/"><p class="pad" role="status">{t('正在查…')}</p></Page>
  if ('trouble' in found) {
    return (
      <Page title={t('办到哪了')} back="/">
        <div class="pad stack">
          <p>{found.trouble}</p>
          <button class="btn two" type="button" onClick={() => setTries(tries + 1)}>{t('再查一次')}</button>
        </div>
      </Page>
    )
  }
  const { track } = found
  const row = track.application
  const mark = markOfRow(row ?? { state: track.state }, today())
  const word = track.state === 'returned' && !row ? { ...mark, word: '需补正' } : mark
  return (
    <Page title={t('办到哪了：{name}', { name: track.item_name })} bar={t('办到哪了')} back="/">
      <section class="sec pad stack">
        <h1>{track.item_name}</h1>
        <p class="line"><span><Chip mark={word} /></span>{row?.due_on && <span class="sub">{t('承诺')} <b class="num">{dayOf(row.due_on)}</b> {t('前办好')}</span>}</p>
        {track.centre && <p>{t('在{centre}', { centre: track.centre })}</p>}
        {row?.handler && <p>{t('经手人：{who}', { who: row.handler })}</p>}
        {track.view === 'stranger' && <p class="sub">{t('只给看到哪一步，不给看是谁的。是您自己的，登录后看得全。')}</p>}
        {track.view === 'applicant' && row && <p><a class="btn" href={`/mine/${row.id}`}>{t('看这一件')}</a></p>}
        {track.view === 'staff' && row && <Work row={row} />}
      </section>
      {row && <><h2>{t('一步一步')}</h2><RoadList stops={road(row, (row.desk && centreOf(row.desk)?.name) || track.centre || t('便民服务中心'))} /></>}
      {track.view === 'stranger' && !session.value && (
        <div class="pad"><a class="btn two" href={`/sign-in?next=/c/${code}`}>{t('用手机号登录')}</a></div>
      )}
      <p class="asof"><Icon name="i-clock" /> {t('回执码')} <span class="num">{spaced(code)}</span>
        {track.updated_at ? <> · {t('最近一步')} <span class="num">{stamp(track.updated_at)}</span></> : null}</p>
    </Page>
  )
}

function Work({ row }: { row: NonNullable<Track['application']> }) {
  const { applicant } = row
  return (
    <>
      <dl class="facts">
        {applicant && <div><dt>{t('申请人')}</dt><dd>{applicant.name}</dd></div>}
        {applicant?.phone && <div><dt>{t('电话')}</dt><dd><a class="num" href={`tel:${applicant.phone}`}>{applicant.phone}</a></dd></div>}
        {row.receipt && <div><dt>{t('回执号')}</dt><dd class="long">{row.receipt}</dd></div>}
      </dl>
      <p><a class="btn" href={`/staff?id=${encodeURIComponent(row.id)}`}>{t('打开来办')}</a></p>
    </>
  )
}

async function look(code: string): Promise<Found> {
  await ready()
  const token = session.value?.session
  const headers: Record<string, string> = token ? { Authorization: `Bearer ${token}` } : {}
  const answer = await fetch(`/track/${encodeURIComponent(code)}`, { headers, cache: 'no-store' }).catch(() => undefined)
  if (!answer) return { trouble: t('要有网才查得到。号码记着，有网再查。') }
  if (answer.ok) return { track: (await answer.json()) as Track }
  if (answer.status === 404) return { trouble: t('没有这个号，照着回执再看一遍。') }
  const problem = (await answer.json().catch(() => undefined)) as Problem | undefined
  return { trouble: problem?.title ?? errorText('server_error') }
}
