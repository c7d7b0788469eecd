// 窗口代办: begins a form for somebody at the window, and tells what of it still needs a hand.
import { useEffect, useState } from 'preact/hooks'
import { asksOf } from '../applications/asks'
import { loadDrafts, removeDraft } from '../applications/drafts'
import { isWhole } from '../guide/store'
import type { Item } from '../schema/types'
import { navigate } from '../shell/router'
import { Page } from '../shell/page'
import { forget } from '../sync/client'
import { errorText } from '../text/errors'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { deskLink } from './address'
import { deskView } from './guide'
import { masked } from './inbox'
import { blocks, giveBack, left } from './numbers'
import { atCounter, begin, refusedOf, renumbered } from './taking-in'
import { TakeInForm } from './take-in-form'

const SHOWN = 20

export function TakeInPage({ id }: { id?: string }) {
  const [ready, setReady] = useState(false)
  useEffect(() => void loadDrafts().then(() => setReady(true)), [])
  const one = atCounter().find((draft) => draft.id === id)
  if (!ready) return <Page title={t('窗口代办')} back="/staff"><p class="pad" role="status">{t('正在打开…')}</p></Page>
  if (one && (!one.submission || refusedOf(one.id))) return <TakeInForm one={one} />
  return <Start />
}

function Start() {
  const [query, setQuery] = useState('')
  const [trouble, setTrouble] = useState('')
  const asked = query.trim().toLowerCase()
  const open = atCounter().filter((one) => !one.submission || refusedOf(one.id) || renumbered(one))
  const all = deskView.value.titles.filter((title) => title.name.includes(asked) || initials(title.pinyin).includes(asked))
  const found = [...all].sort((a, b) => Number(b.online ?? false) - Number(a.online ?? false)).slice(0, SHOWN)

  async function start(code: string): Promise<void> {
    const item = (await deskView.peek().row('item', code)) as unknown as Item | undefined
    const asks = item && isWhole(item) ? await asksOf(item) : undefined
    if (!item || !asks) return setTrouble(t('这张表还没存到平板里，有网再打开一次。'))
    if (!item.form) return setTrouble(t('这件事没有表，照老办法在窗口收。'))
    const made = await begin(item, asks)
    await navigate(deskLink({ show: 'take-in', id: made.id }))
  }

  return (
    <Page title={t('窗口代办')} back="/staff">
      <div class="pad stack">
        <p>{t('替没有手机、不会用手机的人填表、交件，没网也行，当场给回执号。')}</p>
        <Numbers />
      </div>
      {open.length > 0 && (
        <>
          <h2>{t('还要您动手的')}</h2>
          <ul class="sec">{open.map((one) => <li key={one.id}><Unfinished id={one.id} /></li>)}</ul>
        </>
      )}
      <h2 id="which">{t('办哪一件')}</h2>
      <div class="sec pad stack">
        <div class="find" role="search">
          <Icon name="i-find" />
          <input type="search" aria-labelledby="which" placeholder={t('事项名称、拼音首字母')} value={query} onInput={(event) => setQuery(event.currentTarget.value)} />
        </div>
        {trouble && <p class="msg" role="alert">{trouble}</p>}
        {found.length === 0 && <p>{t('没有对得上的事项')}</p>}
      </div>
      <ul class="sec">
        {found.map((title) => (
          <li key={title.code}><button class="row" type="button" onClick={() => void start(title.code)}><span><b>{title.name}</b></span><Icon name="i-next" /></button></li>
        ))}
      </ul>
    </Page>
  )
}

const initials = (pinyin = ''): string => pinyin.split(' ').map((syllable) => syllable[0] ?? '').join('')

function Numbers() {
  const [count, setCount] = useState<number>()
  const [sure, ask] = useState(false)
  useEffect(() => void left().then(setCount), [blocks.value])
  if (count === undefined) return null
  // Without a line there are no others until tomorrow: never by one slip of a finger.
  if (sure && count) {
    return (
      <div class="box fix stack" role="group" aria-label={t('都退回去')}>
        <p><b>{t('退回 {n} 个回执号以后，没网时这台平板给不了回执号。', { n: count })}</b></p>
        <p class="line">
          <button class="btn two" type="button" onClick={() => ask(false)}>{t('留着')}</button>
          <button class="btn two" type="button" onClick={() => void giveBack().then(() => (ask(false), setCount(0)))}>{t('都退回去')}</button>
        </p>
      </div>
    )
  }
  return (
    <p class="line">
      <span>{count ? t('这台平板备着 {n} 个回执号', { n: count }) : t('这台平板没有备用的回执号，交上去以后才有号')}</span>
      {count > 0 && <button class="link" type="button" onClick={() => ask(true)}>{t('都退回去')}</button>}
    </p>
  )
}

function Unfinished({ id }: { id: string }) {
  const one = atCounter().find((draft) => draft.id === id)
  if (!one) return null
  const refused = refusedOf(id)
  const number = renumbered(one)
  if (number) {
    return (
      <div class="box fix stack" role="alert">
        <p><b>{t('回执号换了，请告诉{name}', { name: one.counter.name })} <span class="num">{one.counter.phone}</span></b></p>
        <p>{t('原来给的 {old}，现在是 {number}', { old: one.counter.receipt ?? '', number })}</p>
        <button class="btn two" type="button" onClick={() => void removeDraft(id)}>{t('告诉了')}</button>
      </div>
    )
  }
  return (
    <div class="row">
      <a class="row" href={deskLink({ show: 'take-in', id })}>
        <span><b>{one.item_name}</b><small>{masked(one.counter.name)}{refused && `　${errorText(refused.code ?? 'server_error', refused.detail)}`}</small></span>
        <Icon name="i-next" />
      </a>
      {!one.counter.receipt && <button class="link" type="button" onClick={() => void dropped(id)}>{t('不办了，删掉')}</button>}
    </div>
  )
}

async function dropped(id: string): Promise<void> {
  const refused = refusedOf(id)
  if (refused) await forget(refused.id)
  await removeDraft(id)
}
