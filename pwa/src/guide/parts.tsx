// Small parts of the guide's pages: how old it is, a row of an item, how much has arrived.
import type { ComponentChildren } from 'preact'
import { syncedAt } from '../sync/state'
import { stamp } from '../text/dates'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { guideState, type Title } from './store'
import { atGlance } from './words'
import '../ui/page.css'
import './guide.css'

/** 内容截至 8月2日 19:40. A sync that brought nothing new says that all of it is still so. */
export function AsOf({ children }: { children?: ComponentChildren }) {
  const { asOf, percent } = guideState.value
  const at = percent === 100 ? Math.max(asOf, syncedAt.value) : asOf
  return (
    <p class="asof">
      <Icon name="i-clock" /> {children}
      {at > 0 && (
        <>
          {t('内容截至 ')}
          <span class="num">{stamp(at)}</span>
        </>
      )}
    </p>
  )
}

export function Marked({ text, marks }: { text: string; marks: [number, number][] }) {
  const chars = [...text]
  const parts: ComponentChildren[] = []
  let at = 0
  for (const [start, end] of marks) {
    if (start < at) continue
    parts.push(chars.slice(at, start).join(''), <mark>{chars.slice(start, end).join('')}</mark>)
    at = end
  }
  return <>{[...parts, chars.slice(at).join('')]}</>
}

export function ItemRow({ title, marks = [], note }: { title: Title; marks?: [number, number][]; note?: string }) {
  return (
    <a class="row" href={`/i/${encodeURIComponent(title.code)}`}>
      <span>
        <b>
          <Marked text={title.name} marks={marks} />
        </b>
        <small>{note ? `${note} · ${atGlance(title)}` : atGlance(title)}</small>
      </span>
      <Icon name="i-next" />
    </a>
  )
}

/** How much of the guide is on the phone, in one line; nothing to say when all is. */
export function Arriving() {
  const { titles, full, total, percent } = guideState.value
  if (percent === 100 && titles > 0) return null
  return (
    <p class="asof" role="status">
      {titles === 0
        ? t('正在把办事指南存到手机里：{n}%', { n: percent })
        : t('{n} 项都能查了，{full} 项能看全文；其余 {percent}% 正在存', { n: total, full, percent: 100 - percent })}
    </p>
  )
}
