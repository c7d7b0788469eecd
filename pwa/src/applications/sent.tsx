// What was sent in, to be read again; closed until it is wanted.
import { useEffect, useState } from 'preact/hooks'
import type { Answers } from '../forms/schema'
import type { Application } from '../schema/types'
import { t } from '../text/t'
import '../ui/form.css'
import { Icon } from '../ui/icon'
import { AnswersList } from './answers-list'
import { asksOf, wholeItem } from './asks'
import type { Asks } from './draft'

export function Sent({ row }: { row: Application }) {
  const [asks, setAsks] = useState<Asks>()
  return (
    <details class="sec noprint" onToggle={event => { if (event.currentTarget.open) void look(row).then(setAsks) }}>
      <summary class="row"><b>{t('我交了什么')}</b><Icon name="i-down" /></summary>
      {asks
        ? <AnswersList schema={asks.form?.schema} answers={(row.answers ?? {}) as Answers}
          asked={asks.materials.filter(material => row.materials?.[material.code]?.length)} materials={row.materials ?? {}} />
        : <p class="pad sub">{t('表还没存到手机里，有网再看。')}</p>}
    </details>
  )
}

export async function look(row: Application): Promise<Asks | undefined> {
  const item = await wholeItem(row.item, row.place ?? null)
  return item && asksOf(item)
}

export function useAsks(row: Application | undefined): Asks | undefined {
  const [asks, setAsks] = useState<Asks>()
  useEffect(() => {
    if (row) void look(row).then(setAsks)
  }, [row?.id])
  return asks
}
