// What the booking is for: what is under way here, something of the guide, advice, or somebody who comes to the house.
import { cases } from '../applications/cases'
import type { Case } from '../applications/state'
import { Page } from '../shell/page'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { linkTo, type Ask } from './ask'

const OPEN = ['submitted', 'returned', 'accepted', 'in_department', 'approved', 'publicised']

export function WhatStep({ ask }: { ask: Ask }) {
  const under = cases.value.filter((one) => one.row && OPEN.includes(one.row.state)).slice(0, 5)
  return (
    <Page title={t('约时间：办哪件事')} bar={t('约时间')} back="/">
      <div class="pad stack">
        <h1>{t('去办哪件事？')}</h1>
        <p>{t('知道是哪件事，才知道要带什么、哪天能办。')}</p>
      </div>
      {under.length > 0 && (
        <>
          <h2>{t('正在办的')}</h2>
          <div class="sec">{under.map((one) => <Choice key={one.id} href={linkTo(about(ask, one))} name={one.name} />)}</div>
        </>
      )}
      <h2>{t('没开始办的')}</h2>
      <div class="sec">
        <Choice href="/search" name={t('查一件事，从那里约')} about={t('打开那件事，点“什么时候能去办”')} />
        <Choice href={linkTo({ ...ask, other: true })} name={t('咨询，或别的事')} about={t('说不清是哪件，先到窗口问')} />
      </div>
      <h2>{t('不一样的约法')}</h2>
      <div class="sec">
        <Choice href={linkTo({ ...ask, kind: 'visit' })} name={t('上门服务')} about={t('老人、病人、走不动的，请工作人员上门')} />
        <Choice href={linkTo({ ...ask, kind: 'key_project' })} name={t('重点项目')} about={t('企业的大事，专门安排人和时间一起办')} />
      </div>
    </Page>
  )
}

const about = (ask: Ask, one: Case): Ask => ({ ...ask, item: one.row?.item, application: one.id, centre: one.row?.desk ?? ask.centre })

function Choice({ href, name, about: words }: { href: string; name: string; about?: string }) {
  return (
    <a class="row" href={href}>
      <span><b>{name}</b>{words && <small>{words}</small>}</span>
      <Icon name="i-next" />
    </a>
  )
}
