// A kept page as a small picture; from this phone, else from the town.
import { useEffect, useState } from 'preact/hooks'
import type { Page } from '../schema/types'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { photo } from './photos'
import './files.css'

export function PageThumb({ page, label }: { page: Page; label: string }) {
  const [url, setUrl] = useState<string | 'absent'>()
  useEffect(() => {
    let made: string | undefined
    let gone = false
    void photo(page.blob).then(held => {
      if (gone) return
      if (!held) return setUrl('absent')
      made = URL.createObjectURL(held.blob)
      setUrl(made)
    })
    return () => {
      gone = true
      if (made) URL.revokeObjectURL(made)
    }
  }, [page.blob])
  if (url === 'absent') return <span class="thumb" role="img" aria-label={`${label}，${t('在另一部手机上')}`}><small>{t('在另一部手机上')}</small></span>
  if (page.type === 'application/pdf') {
    return <a class="thumb" href={url} target="_blank" rel="noopener" aria-label={`${label}，PDF`}><Icon name="s-draft" /><small>PDF</small></a>
  }
  if (!url) return <span class="thumb" aria-hidden="true" />
  return <a class="thumb" href={url} target="_blank" rel="noopener"><img src={url} alt={label} /></a>
}
