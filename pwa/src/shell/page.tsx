// The frame of one page: document title, top bar, offline strip, main, dock. Every page is made of it.
import { useEffect } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import { lang, t } from '../text/t'
import { Icon } from '../ui/icon'
import { change, settings } from './settings-store'
import { notes } from './slots'

interface Props {
  /** Document title, and the words in the bar unless `bar` is given. */
  title: string
  /** Other words for the bar; the page then has its own h1. */
  bar?: ComponentChildren
  /** Where back leads when there is no page before this one; no back without it. */
  back?: string
  /** Instead of the plain bar: the eaves of home. */
  header?: ComponentChildren
  /** The one filled button and what stands with it. */
  dock?: ComponentChildren
  children: ComponentChildren
}

export function Page({ title, bar, back, header, dock, children }: Props) {
  const language = lang.value
  const Notes = notes.value
  useEffect(() => {
    document.title = `${title} · ${t('赶场')}`
  }, [title, language])
  return (
    <>
      {header ?? (
        <header class="bar">
          {back !== undefined && (
            <a href={back} data-back="">
              <Icon name="i-back" label={t('返回')} />
            </a>
          )}
          {bar === undefined ? <h1>{title}</h1> : <b>{bar}</b>}
          <LargeType />
        </header>
      )}
      <main id="main">
        {Notes && <Notes />}
        {children}
      </main>
      {dock && <div class="dock" role="region" aria-label={t('下一步')}>{dock}</div>}
    </>
  )
}

/** 大字: larger type on this phone, one tap on every page. */
export function LargeType() {
  const on = settings.value.text === 'xl'
  return (
    <button class="large" type="button" aria-pressed={on} onClick={() => change({ text: on ? undefined : 'xl' })}>
      {t('大字')}
    </button>
  )
}
