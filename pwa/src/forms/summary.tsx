// The error summary on top of a page: it takes the focus and links to each field (GOV.UK pattern).
import { useEffect, useRef } from 'preact/hooks'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import type { Problem } from './check'
import { controlId } from './fields'
import type { FormSchema } from './schema'

export interface Fault { message: string; href: string }

/** Away from its field a sentence such as 请选一项 has to say which one. */
export function faultAt(problem: Problem, schema: FormSchema | undefined): Fault {
  const title = schema?.properties[problem.field]?.title ?? ''
  const clear = problem.keyword === 'compare' || problem.keyword === 'deadline' || problem.message.includes(title)
  return { message: clear ? t(problem.message) : `${t(title)}：${t(problem.message)}`, href: `#${controlId(problem.field)}` }
}

/** `round` grows each time somebody tries to go on, so that the summary takes the focus again. */
export function ErrorSummary({ faults, round }: { faults: Fault[]; round: number }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!round || !faults.length) return
    box.current?.focus({ preventScroll: true })
    box.current?.scrollIntoView({ block: 'center' })
  }, [round])
  if (!faults.length) return null
  return (
    <div class="box fix" role="alert" aria-labelledby="faults" tabIndex={-1} ref={box}>
      <b id="faults"><Icon name="s-fix" /> {t('有 {n} 处要改，改好就能往下走', { n: faults.length })}</b>
      <ol>
        {faults.map(fault => (
          <li key={fault.href}><a class="to" href={fault.href} onClick={toField}>{fault.message}</a></li>
        ))}
      </ol>
    </div>
  )
}

/** Focus, not only scroll: a plain anchor leaves the keyboard where it was. */
function toField(event: MouseEvent): void {
  const href = (event.currentTarget as HTMLAnchorElement).getAttribute('href') ?? ''
  if (!href.startsWith('#')) return
  const target = document.getElementById(href.slice(1))
  if (!target) return
  event.preventDefault()
  target.scrollIntoView({ block: 'center' })
  target.focus({ preventScroll: true })
}
