// The next step of a case at the bottom, by what the seat may do; a step that needs words opens its form above.
import { useState } from 'preact/hooks'
import { today } from '../applications/cases'
import { t } from '../text/t'
import type { Fault } from '../ui/field'
import { Summary } from '../ui/field'
import { deskLink } from './address'
import type { Opened } from './case'
import { casesUnder } from './desk'
import { told, unsaid, unseen } from './defects'
import { doubtId } from './doubt-editor'
import { faultsOf, FORMS, StepForm, type Worded } from './step-form'
import type { Tab } from './inbox'
import { toJudge, verdictId } from './materials'
import { edit, reviewOf } from './reviews'
import { may, type Seat, type Step } from './rights'
import { returnArgs, take } from './steps'

interface Props extends Opened { seats: readonly Seat[]; tab: Tab; scope?: string }

export function Decide({ row, asked, reviewing, seats, tab, scope }: Props) {
  const [form, setForm] = useState<Worded>()
  const [faults, setFaults] = useState<Fault[]>([])
  const allowed = (step: Step) => may(step, row, seats, today())
  const review = reviewOf(row)
  // Where only words are wanting, their form stands open: hand over, issue.
  const shown = form ?? (['hand_over', 'issue'] as const).find(allowed)
  const open = shown && allowed(shown) ? shown : undefined
  const sendOff = async (step: Step, wrong: Fault[], args: Record<string, unknown>) => {
    setFaults(wrong)
    if (wrong.length) return
    setForm(undefined)
    await take(row, step, args)
  }
  const labelOf = (code: string) => asked.labels[code] ?? code
  const listFaults = (): Fault[] => [
    ...unsaid(review).map((doubt) => ({ field: doubtId(doubt), words: t('还没写{name}哪里不对', { name: labelOf(doubt.material ?? doubt.field ?? '') }) })),
    ...(row.state === 'returned' && (review.typed['because'] ?? '').trim().length < 2 ? [{ field: 'because', words: t('还没写再退一次的理由') }] : []),
  ]
  const acceptFaults = (): Fault[] => [
    ...unseen(review, toJudge({ row, asked }).map((material) => material.code)).map((code) => ({ field: verdictId(code), words: t('{name}还没看', { name: labelOf(code) }) })),
    ...((row.awaiting?.length ?? 0) > 0 ? [{ field: 'case', words: t('还有 {n} 张照片没传到，到齐才能受理', { n: row.awaiting!.length }) }] : []),
  ]
  const doubts = told(review)
  const left = unseen(review, toJudge({ row, asked }).map((material) => material.code))
  const next = casesUnder(tab, scope).find((one) => one.id !== row.id)
  const goOn = next && !reviewing && !allowed('approve') && !open
  return (
    <>
      {faults.length > 0 && <Summary faults={faults} />}
      {open && <StepForm key={open} step={open} row={row} asked={asked} wanted={form !== undefined} />}
      <div class="dock noprint">
        <p class="sub" role="status">{status()}{reviewing && !open && <span class="more">{t('没网也能办：先存在平板，连上就送到他手机')}</span>}</p>
        {form && <button class="btn two" type="button" onClick={() => (setForm(undefined), setFaults([]))}>{t('先不办')}</button>}
        {open ? (
          <button class="btn" type="button" onClick={() => void sendOff(open, faultsOf(open, row, asked), FORMS[open].args(row, asked))}>{t(FORMS[open].button)}</button>
        ) : (
          <>
            {allowed('decline') && <button class="btn two" type="button" onClick={() => setForm('decline')}>{t('不予受理')}</button>}
            {allowed('refuse') && <button class="btn two" type="button" onClick={() => setForm('refuse')}>{t('不批')}</button>}
            {allowed('publicise') && <button class="btn" type="button" onClick={() => setForm('publicise')}>{t('公示')}</button>}
            {reviewing && left.length > 0 && doubts.length === 0 && (
              <button class="btn two" type="button" onClick={() => edit(row, (now) => ({ ...now, verdicts: { ...now.verdicts, ...Object.fromEntries(left.map((code) => [code, 'ok' as const])) } }))}>{t('其余 {n} 份都合格', { n: left.length })}</button>
            )}
            {reviewing && doubts.length > 0 && (
              <button class="btn" type="button" onClick={() => void sendOff('return', listFaults(), returnArgs(row))}>{t('退回补正，{n} 处', { n: doubts.length })}</button>
            )}
            {allowed('accept') && doubts.length === 0 && (
              <button class="btn" type="button" onClick={() => void sendOff('accept', acceptFaults(), {})}>{t('受理')}</button>
            )}
            {allowed('approve') && <button class="btn" type="button" onClick={() => void sendOff('approve', [], {})}>{t('批准')}</button>}
            {goOn && <a class={allowed('publicise') ? 'btn two' : 'btn'} href={deskLink({ tab, scope, id: next.id })}>{t('看下一件')}</a>}
          </>
        )}
      </div>
    </>
  )

  function status(): string {
    if (open) return t(FORMS[open].about)
    if (reviewing) {
      const all = toJudge({ row, asked }).length
      const seen = all - left.length
      return left.length ? t('{all} 份材料，看了 {n} 份。', { all, n: seen }) : t('{all} 份都看过了。', { all })
    }
    if (row.state === 'returned') return t('等他补。这一轮已经一次说全，再退要主任写理由')
    if (row.state === 'in_department' && !allowed('approve')) return t('在{who}办', { who: row.department_name ?? t('部门') })
    if (row.state === 'publicised' && !allowed('issue')) return t('公示到 {day}，期满再发结果', { day: row.publicised_until ?? '' })
    return seats.length ? '' : t('这一件您只能看')
  }
}

