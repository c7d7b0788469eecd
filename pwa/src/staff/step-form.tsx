// The words a step needs: a reason and how to object, the department, the day a publication ends, the result.
import { useEffect, useRef } from 'preact/hooks'
import { today } from '../applications/cases'
import type { Application } from '../schema/types'
import { t } from '../text/t'
import { Field, type Fault } from '../ui/field'
import { department, departments } from './guide'
import type { Asked } from './guide'
import { edit, reviewOf } from './reviews'
import { typing } from './say'
import { dueOn } from '../hours/limits'

export type Worded = 'decline' | 'refuse' | 'hand_over' | 'publicise' | 'issue'

/** 行政复议法 第二十条, 行政诉讼法 第四十六条: how to object, unless the clerk writes something else. */
export const REMEDY = '不服的，收到之日起 60 日内可以申请行政复议，6 个月内可以到法院起诉。'
const PUBLICISE_DAYS = 5
const REASONS: Record<'decline' | 'refuse', string[]> = {
  decline: ['不符合条件', '不归本镇办', '已经办过'],
  refuse: ['不符合条件', '核对不上', '已经享受同类待遇'],
}

interface Form { about: string; button: string; args: (row: Application, asked: Asked) => Record<string, unknown> }

const typed = (row: Application, name: string, otherwise = '') => reviewOf(row).typed[name] ?? otherwise

const reasonArgs = (row: Application) => ({ reason: typed(row, 'reason').trim(), remedy: typed(row, 'remedy', REMEDY).trim() || REMEDY })
const departmentOf = (row: Application, asked: Asked) => typed(row, 'department', asked.item?.department ?? '')
const untilOf = (row: Application) => typed(row, 'until', dueOn(today(), PUBLICISE_DAYS))

export const FORMS: Record<Worded, Form> = {
  decline: { about: '不予受理要写明原因，也要告诉他怎么提不同意见', button: '不予受理，告诉他', args: reasonArgs },
  refuse: { about: '不批要写明原因，也要告诉他怎么提不同意见', button: '不批，告诉他', args: reasonArgs },
  hand_over: {
    about: '转过去后由部门办，期限照样算', button: '转给部门',
    args: (row, asked) => ({ department: departmentOf(row, asked), ...(typed(row, 'note').trim() && { note: typed(row, 'note').trim() }) }),
  },
  publicise: { about: '公示期满，窗口再发结果', button: '开始公示', args: (row) => ({ until: untilOf(row) }) },
  issue: { about: '他会在手机上看到这句话', button: '办结，告诉他', args: (row) => ({ result: typed(row, 'result').trim(), ...(typed(row, 'pickup') && { pickup_on: typed(row, 'pickup') }) }) },
}

export function faultsOf(step: Worded, row: Application, asked: Asked): Fault[] {
  if (step === 'hand_over') return departmentOf(row, asked) ? [] : [{ field: 'department', words: t('还没选转给哪个部门') }]
  if (step === 'publicise') return untilOf(row) >= today() ? [] : [{ field: 'until', words: t('公示要到今天以后') }]
  if (step === 'issue' && typed(row, 'pickup') && typed(row, 'pickup') < today()) return [{ field: 'pickup', words: t('取件要从今天或以后哪天起') }]
  const field = step === 'issue' ? 'result' : 'reason'
  if (typed(row, field).trim().length >= 2) return []
  return [{ field, words: step === 'issue' ? t('还没写结果') : t('还没写原因') }]
}

interface Props {
  step: Worded
  row: Application
  asked: Asked
  /** Opened by a tap: the words are wanted now, so the caret goes there. */
  wanted: boolean
}

export function StepForm({ wanted, ...rest }: Props) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const first = wanted && box.current?.querySelector<HTMLElement>('textarea,input,select')
    if (!first) return
    box.current!.scrollIntoView({ block: 'start' })
    first.focus({ preventScroll: true })
  }, [])
  return <div class="step" ref={box}><Questions {...rest} /></div>
}

function Questions({ step, row, asked }: Omit<Props, 'wanted'>) {
  const set = (name: string) => (event: { currentTarget: { value: string } }) => edit(row, typing(name, event.currentTarget.value))
  if (step === 'hand_over') {
    const mine = asked.item?.department
    const all = [...departments()].sort((a, b) => Number(b.code === mine) - Number(a.code === mine))
    return (
      <>
        <Field id="department" label={t('转给哪个部门')} hint={mine ? t('这个事项归{name}', { name: department(mine) ?? mine }) : undefined}>
          <select id="department" value={departmentOf(row, asked)} onChange={set('department')}>
            {!mine && <option value="">{t('选一个')}</option>}
            {all.map((one) => <option key={one.code} value={one.code}>{one.name}</option>)}
          </select>
        </Field>
        <Field id="note" label={t('给部门的话')} hint={t('可以不写')}>
          <textarea id="note" rows={2} maxLength={500} value={typed(row, 'note')} onInput={set('note')} />
        </Field>
      </>
    )
  }
  if (step === 'publicise') {
    return (
      <>
        <Field id="until" label={t('公示到哪天')}>
          <input id="until" type="date" min={today()} value={untilOf(row)} onInput={set('until')} />
        </Field>
      </>
    )
  }
  if (step === 'issue') {
    const window = asked.item?.window ?? '窗口'
    const said = [asked.item?.result, `办好了，带身份证到${window.replace(/ /g, '')}领`].filter((text): text is string => Boolean(text))
    return (
      <>
        <Field id="result" label={t('结果')} hint={t('办成了什么，在哪里领')}>
          <textarea id="result" rows={2} maxLength={500} value={typed(row, 'result')} onInput={set('result')} />
        </Field>
        <Presets row={row} name="result" of={said} />
        <Field id="pickup" label={t('哪天起可以来取')} hint={t('不用来取就不填')}>
          <input id="pickup" type="date" min={today()} value={typed(row, 'pickup')} onInput={set('pickup')} />
        </Field>
      </>
    )
  }
  return (
    <>
      <Field id="reason" label={step === 'decline' ? t('不予受理的原因') : t('不批的原因')} hint={t('写清楚差在哪里，他看得懂')}>
        <textarea id="reason" rows={2} maxLength={500} value={typed(row, 'reason')} onInput={set('reason')} />
      </Field>
      <Presets row={row} name="reason" of={REASONS[step]} />
      <Field id="remedy" label={t('怎么提不同意见')}>
        <textarea id="remedy" rows={2} maxLength={500} value={typed(row, 'remedy', REMEDY)} onInput={set('remedy')} />
      </Field>
    </>
  )
}

function Presets({ row, name, of }: { row: Application; name: string; of: string[] }) {
  return (
    <p class="presets pad">
      {of.map((text) => <button key={text} class="chip" type="button" aria-pressed={typed(row, name) === text} onClick={() => edit(row, typing(name, text))}>{t(text)}</button>)}
    </p>
  )
}
