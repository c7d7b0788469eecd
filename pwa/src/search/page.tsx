// The search page: answers while one types, what is most like it, what shares the letters, and a way on.
import { useEffect, useMemo, useState } from 'preact/hooks'
import { AsOf, Arriving, ItemRow } from '../guide/parts'
import { centre, chars, guideState, openGuide, place, titles } from '../guide/store'
import type { PageProps } from '../routes'
import { Page } from '../shell/page'
import { navigate } from '../shell/router'
import { line } from '../sync/state'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { makeIndex, search, type Found, type Hit } from './index'

export default function SearchPage({ query }: PageProps) {
  const [typed, setTyped] = useState(query.get('q') ?? '')
  useEffect(() => void openGuide(), [])
  const all = titles()
  const index = useMemo(() => makeIndex(all, chars(), place.value), [all, place.value])
  const found = useMemo(() => search(index, typed), [index, typed])
  const change = (text: string) => {
    setTyped(text)
    history.replaceState(history.state, '', text ? `/search?q=${encodeURIComponent(text)}` : '/search')
  }
  const ready = guideState.value.titles > 0
  return (
    <Page title={t('查事项')} back="/">
      <form class="pad stack" role="search" onSubmit={(event) => open(event, found)}>
        <p class="find">
          <label for="q">
            <Icon name="i-find" label={t('想办什么事')} />
          </label>
          <input id="q" type="search" value={typed} autocomplete="off" autocapitalize="off" enterkeyhint="search"
            autofocus={!typed} onInput={(event) => change(event.currentTarget.value)} />
          {typed && (
            <button type="button" aria-label={t('清空')} onClick={() => (change(''), document.getElementById('q')?.focus())}>
              <Icon name="i-close" />
            </button>
          )}
        </p>
        {ready && typed.trim() && <Summary typed={typed.trim()} found={found} />}
      </form>
      <Arriving />
      {ready && typed.trim() && <Results found={found} />}
      <h2>{typed.trim() ? t('都不是？') : t('不知道怎么说？')}</h2>
      <div class="sec">
        <a class="row" href="/browse">
          <span>
            <b>{t('按类别慢慢找')}</b>
            <small>{t('按事情、按部门、按哪一级办')}</small>
          </span>
          <Icon name="i-next" />
        </a>
        <AskWindow />
      </div>
      {ready && <AsOf>{t('在手机里查的，')}</AsOf>}
    </Page>
  )
}

/** Enter opens what is most like it. */
function open(event: SubmitEvent, found: Found): void {
  event.preventDefault()
  const first = found.best[0]
  if (first) void navigate(`/i/${encodeURIComponent(first.title.code)}`)
}

function Summary({ typed, found }: { typed: string; found: Found }) {
  const count = found.best.length
  return (
    <p class="line" role="status">
      <span>
        <b>{typed}</b>
        {t('：')}
        {found.means && `${found.means}${t('，')}`}
        {count ? t('{n} 项', { n: count }) : t('没有找到，换个说法试试')}
      </span>
      {line.value === 'off' && (
        <small>
          <Icon name="i-noline" /> {t('没网也能查')}
        </small>
      )}
    </p>
  )
}

function Results({ found }: { found: Found }) {
  return (
    <>
      {found.best.length > 0 && <Hits hits={found.best} label={t('最像的')} />}
      {found.alike.length > 0 && (
        <>
          <h2>{t('首字母一样的')}</h2>
          <Hits hits={found.alike} />
        </>
      )}
    </>
  )
}

function Hits({ hits, label }: { hits: Hit[]; label?: string }) {
  return (
    <ol class="sec" aria-label={label}>
      {hits.map((hit) => (
        <li key={hit.title.code}>
          <ItemRow title={hit.title} marks={hit.marks} note={hit.word && t('就是“{word}”', { word: hit.word })} />
        </li>
      ))}
    </ol>
  )
}

function AskWindow() {
  const here = centre()
  if (!here?.phone) return null
  return (
    <a class="row" href={`tel:${here.phone}`}>
      <Icon name="i-help" />
      <span>
        <b>{t('打电话问窗口')}</b>
        <small>
          {here.name} <span class="num">{here.phone}</span>
        </small>
      </span>
    </a>
  )
}
