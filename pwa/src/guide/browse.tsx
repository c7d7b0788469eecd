// All items of the place by what they are about, who is in charge, and which level offers them, with counts.
import { useEffect, useState } from 'preact/hooks'
import type { PageProps } from '../routes'
import { Page } from '../shell/page'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { villageName } from './chosen'
import { AsOf, Arriving, ItemRow } from './parts'
import { department, guideState, openGuide, placeName, titles, type Title } from './store'
import { level } from './words'

type Facet = 'topic' | 'dept' | 'org'
const facets: Facet[] = ['topic', 'dept', 'org']
const page = 60

const valuesOf: Record<Facet, (title: Title) => string[]> = {
  topic: (title) => (title.topics?.length ? title.topics : ['']),
  dept: (title) => [title.department],
  org: (title) => [title.org],
}

function nameOf(facet: Facet, value: string): string {
  if (facet === 'topic') return value || t('没有分类的')
  if (facet === 'dept') return department(value)?.name ?? value
  return `${villageName(placeName(value) || value)} · ${level(value)}`
}

const headings: Record<Facet, string> = { topic: '办什么事', dept: '归谁管', org: '哪一级办' }

export default function Browse({ query }: PageProps) {
  const [many, setMany] = useState(page)
  useEffect(() => void openGuide(), [])
  useEffect(() => setMany(page), [query])
  const chosen = facets.flatMap((facet) => (query.has(facet) ? [{ facet, value: query.get(facet)! }] : []))
  const found = titles()
    .filter((title) => chosen.every(({ facet, value }) => valuesOf[facet](title).includes(value)))
    .sort((a, b) => (a.rank ?? 1e9) - (b.rank ?? 1e9) || b.org.length - a.org.length)
  const title = chosen.length ? chosen.map(({ facet, value }) => nameOf(facet, value)).join('，') : t('全部事项')
  return (
    <Page title={title} bar={t('查事项')} back={chosen.length ? '/browse' : '/'}>
      <section class="sec pad stack">
        <h1>{title}</h1>
        <p class="sub" role="status">
          {t('{n} 项', { n: found.length })}
        </p>
        {chosen.length > 0 && <Chosen chosen={chosen} query={query} />}
      </section>
      <Arriving />
      {facets.filter((facet) => !query.has(facet)).map((facet) => (
        <Choices key={facet} facet={facet} found={found} query={query} />
      ))}
      {chosen.length > 0 && (
        <>
          <h2>{t('事项')}</h2>
          <ol class="sec">
            {found.slice(0, many).map((one) => (
              <li key={one.code}>
                <ItemRow title={one} />
              </li>
            ))}
          </ol>
          {found.length > many && (
            <p class="pad">
              <button class="btn two" type="button" onClick={() => setMany(many + page)}>
                {t('再看 {n} 项', { n: Math.min(page, found.length - many) })}
              </button>
            </p>
          )}
        </>
      )}
      {guideState.value.titles > 0 && <AsOf />}
    </Page>
  )
}

const hrefWith = (query: URLSearchParams, facet: Facet, value: string | null) => {
  const next = new URLSearchParams(query)
  if (value === null) next.delete(facet)
  else next.set(facet, value)
  const text = next.toString()
  return text ? `/browse?${text}` : '/browse'
}

function Chosen({ chosen, query }: { chosen: { facet: Facet; value: string }[]; query: URLSearchParams }) {
  return (
    <p class="tools">
      {chosen.map(({ facet, value }) => (
        <a class="btn two" href={hrefWith(query, facet, null)} key={facet}>
          {nameOf(facet, value)} <Icon name="i-close" label={t('去掉')} />
        </a>
      ))}
    </p>
  )
}

/** What the list can be narrowed to; folded when something has been chosen already. */
function Choices({ facet, found, query }: { facet: Facet; found: Title[]; query: URLSearchParams }) {
  const counts = new Map<string, number>()
  for (const title of found) for (const value of valuesOf[facet](title)) counts.set(value, (counts.get(value) ?? 0) + 1)
  if (counts.size < 2) return null
  const sorted = [...counts].sort((a, b) => b[1] - a[1])
  const folded = facets.some((one) => query.has(one))
  return (
    <details open={!folded} class="facet">
      <summary>
        <h2>{t(headings[facet])}</h2>
      </summary>
      <ul class="sec duo">
        {sorted.map(([value, count]) => (
          <li key={value}>
            <a class="row" href={hrefWith(query, facet, value)}>
              <span>
                {nameOf(facet, value)} <small class="num">{count}</small>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </details>
  )
}
