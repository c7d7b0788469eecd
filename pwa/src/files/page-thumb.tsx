// A kept page as a small picture; from this phone, else from the town. While it is on its way it says how far it is.
import { useEffect, useState } from 'preact/hooks'
import type { Page } from '../schema/types'
import { line, session } from '../sync/state'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { awaited } from './awaited'
import { photo } from './photos'
import { refused, underWay } from './under-way'
import './files.css'

interface Shown { small?: Blob; whole?: Blob }

export function PageThumb({ page, label }: { page: Page; label: string }) {
  const shown = usePicture(page)
  const word = shown?.whole && wordFor(page.blob)
  return (
    <span class="page">
      <Picture page={page} label={label} shown={shown} />
      {word && <small class="sofar">{word}</small>}
    </span>
  )
}

function wordFor(sha256: string): string | undefined {
  if (refused.value.has(sha256)) return t('没收下')
  if (underWay.value?.sha256 === sha256) return t('传了 {n}%', { n: Math.round(underWay.value.share * 100) })
  return awaited.value.has(sha256) ? t('等着传') : undefined
}

function Picture({ page, label, shown }: { page: Page; label: string; shown: Shown | undefined }) {
  const small = useUrl(shown?.small ?? shown?.whole)
  const whole = useUrl(shown?.whole)
  if (!shown) return <span class="thumb" aria-hidden="true" />
  if (page.type === 'application/pdf') {
    if (!whole) return <Absent label={label} words={t('PDF 在镇上')} />
    return <a class="thumb" href={whole} target="_blank" rel="noopener" aria-label={`${label}，PDF`}><Icon name="s-draft" /><small>PDF</small></a>
  }
  if (!shown.small && !shown.whole) return <Absent label={label} words={line.value === 'off' ? t('在另一部手机上') : t('在另一部手机上，还没传上来')} />
  if (!whole) return <span class="thumb"><img src={small} alt={label} /></span>
  return <a class="thumb" href={whole} target="_blank" rel="noopener"><img src={small} alt={label} /></a>
}

const Absent = ({ label, words }: { label: string; words: string }) => <span class="thumb" role="img" aria-label={`${label}，${words}`}><small>{words}</small></span>

function usePicture(page: Page): Shown | undefined {
  const [shown, setShown] = useState<Shown>()
  const token = line.value === 'off' ? undefined : session.value?.session
  useEffect(() => {
    let left = false
    void photo(page.blob)
      .then(async held => ({ small: held?.thumb ?? (held?.blob ? undefined : await fromTown(page, token)), whole: held?.blob }))
      .then(found => left || setShown(found))
    return () => void (left = true)
  }, [page.blob, token])
  return shown
}

async function fromTown(page: Page, token: string | undefined): Promise<Blob | undefined> {
  if (!token || page.type === 'application/pdf') return undefined
  const answer = await fetch(`/blob/${page.blob}/thumb`, { headers: { Authorization: `Bearer ${token}` } }).catch(() => undefined)
  return answer?.ok ? answer.blob() : undefined
}

function useUrl(blob: Blob | undefined): string | undefined {
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    if (!blob) return setUrl(undefined)
    const made = URL.createObjectURL(blob)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [blob])
  return url
}
