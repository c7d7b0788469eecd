// What was typed for a case and is not in it: it came too late, or another device handed it in without having seen it.
import { useState } from 'preact/hooks'
import type { Application } from '../schema/types'
import { t } from '../text/t'
import { beginAnew } from './anew'
import type { Draft, Patch } from './draft'
import { change } from './drafts'
import { useAsks } from './sent'
import { oneEach, TypedList } from './typed-list'

export function Unused({ row, draft }: { row: Application; draft: Draft | undefined }) {
  const asks = useAsks(row)
  const late = draft?.late
  const beside = row.conflicts
  if (!late && !beside) return null
  const patch: Patch = {
    answers: { ...lastOf(beside?.answers), ...late?.answers }, materials: { ...beside?.materials, ...late?.materials }
  }
  return (
    <div class="box fix stack">
      {late && (
        <>
          <b>{t('这部手机上填的没赶上：别的手机先交了')}</b>
          <TypedList asks={asks} answers={oneEach(late.answers)} materials={late.materials} />
        </>
      )}
      {beside && (
        <>
          <b>{t('交的时候，另一部手机上填的不一样，没交上去')}</b>
          <TypedList asks={asks} answers={beside.answers ?? {}} materials={beside.materials ?? {}} />
        </>
      )}
      <p>{t('填的都给您留着。要用，可以照这些另开一份。')}</p>
      <Anew row={row} patch={patch} />
      {late && <p><button class="link" type="button" onClick={() => void change(row.id, one => ({ ...one, late: undefined }))}>{t('不用了，收起来')}</button></p>}
    </div>
  )
}

export function Anew({ row, patch }: { row: Application; patch: Patch }) {
  const [trouble, setTrouble] = useState(false)
  return (
    <>
      {trouble && <p class="msg" role="alert">{t('这张表还没存到手机里，有网再打开一次。')}</p>}
      <p><button class="btn two" type="button" onClick={() => void beginAnew(row, patch).then(done => setTrouble(!done))}>{t('照这些另开一份')}</button></p>
    </>
  )
}

const lastOf = (answers: Record<string, unknown[]> = {}) =>
  Object.fromEntries(Object.entries(answers).map(([field, values]) => [field, values[values.length - 1]]))
