// The form of one item as a clerk fills it in for somebody at the window: who, the questions, the papers, the consent.
import { useEffect, useState } from 'preact/hooks'
import type { Counter, Draft } from '../applications/draft'
import { edit, flush } from '../applications/drafts'
import { problemsOf, stepsShown } from '../applications/progress'
import { SavedMark } from '../applications/saved-mark'
import { Field } from '../forms/fields'
import '../forms/fields.css'
import { isShown } from '../forms/schema'
import { ErrorSummary } from '../forms/summary'
import { navigate } from '../shell/router'
import { Page } from '../shell/page'
import { errorText } from '../text/errors'
import { t } from '../text/t'
import { Field as Plain } from '../ui/field'
import { deskLink } from './address'
import { faultsOf, handIn, introduce, papersOf, refusedOf } from './taking-in'

type One = Draft & { counter: Counter }

export function TakeInForm({ one }: { one: One }) {
  const [round, setRound] = useState(0)
  const [busy, setBusy] = useState(false)
  useEffect(() => () => void flush(), [])
  const faults = round ? faultsOf(one) : []
  const refused = refusedOf(one.id)

  async function send(): Promise<void> {
    setRound((now) => now + 1)
    await flush()
    if (busy || faultsOf(one).length) return
    setBusy(true)
    await handIn(one)
    await navigate(deskLink({ id: one.id, show: 'receipt' }), { replace: true })
  }

  return (
    <Page title={t('代填：{name}', { name: one.item_name })} bar={t('窗口代办')} back={deskLink({ show: 'take-in' })}
      dock={<>
        <SavedMark draft={one} onTablet />
        <button class="btn" type="button" onClick={() => void send()}>{t('交件，给回执号')}</button>
      </>}>
      <div class="pad stack">
        <ErrorSummary faults={faults} round={round} />
        <h1>{one.item_name}</h1>
        {refused && <p class="box fix" role="alert"><b>{t('镇上没收下：{what}', { what: errorText(refused.code ?? 'server_error', refused.detail) })}</b></p>}
        {one.counter.receipt && <p>{t('已经给出的回执号：{number}，再交还是这个号。', { number: one.counter.receipt })}</p>}
      </div>
      <Who one={one} wrong={(id) => faults.find((fault) => fault.href === `#${id}`)?.message} />
      <Questions one={one} told={round > 0} />
      <Papers one={one} />
      <h2>{t('本人的话')}</h2>
      <div class="sec">
        <div class="field">
          <label class="pick">
            <input type="checkbox" id="agreed" checked={one.counter.agreed} onChange={(event) => introduce(one.id, { agreed: event.currentTarget.checked })} />
            {t('以上都念给本人听过，本人说都是真的，同意由窗口代填、代交。')}
          </label>
        </div>
      </div>
    </Page>
  )
}

function Who({ one, wrong }: { one: One; wrong: (id: string) => string | undefined }) {
  const box = (id: string, label: string, name: 'name' | 'id_number' | 'phone', hint?: string) => (
    <Plain id={id} label={label} hint={hint} fault={wrong(id)}>
      <input id={id} autocomplete="off" inputMode={name === 'phone' ? 'tel' : 'text'} value={one.counter[name]}
        onInput={(event) => introduce(one.id, { [name]: clean(name, event.currentTarget.value) })} onBlur={() => void flush()} />
    </Plain>
  )
  return (
    <>
      <h2>{t('办事的人')}</h2>
      <div class="sec">
        {box('who-name', t('姓名'), 'name')}
        {box('who-id', t('身份证号'), 'id_number', t('照身份证原件写，人证要对得上'))}
        {box('who-phone', t('手机号'), 'phone', t('可以不写。写了，要补、办好都发短信'))}
      </div>
    </>
  )
}

function clean(name: string, text: string): string {
  if (name === 'name') return text
  return name === 'phone' ? text.replace(/[\s-]/g, '') : text.replace(/\s/g, '').toUpperCase()
}

function Questions({ one, told }: { one: One; told: boolean }) {
  const schema = one.asks?.form?.schema
  if (!schema) return null
  const problems = told ? problemsOf(one) : []
  return (
    <>
      {stepsShown(one).map((step) => (
        <section key={step.id} aria-labelledby={`s-${step.id}`}>
          <h2 id={`s-${step.id}`}>{t(step.title)}</h2>
          <div class="sec">
            {step.fields.filter((field) => isShown(schema, field, one.answers)).map((field) => (
              <Field key={field} name={field} question={schema.properties[field]!} value={one.answers[field]}
                required={schema.required?.includes(field) ?? false} problem={problems.find((problem) => problem.field === field)}
                onValue={(value) => void edit(one.id, { [field]: value })} onLeave={() => void flush()} />
            ))}
          </div>
        </section>
      ))}
    </>
  )
}

function Papers({ one }: { one: One }) {
  const { paper } = one.counter
  const taken = (code: string, on: boolean) => (on ? [...paper, code] : paper.filter((held) => held !== code))
  if (!papersOf(one).length) return null
  return (
    <fieldset class="sec field">
      <legend>{t('收到的纸质材料')}</legend>
      {papersOf(one).map((material) => (
        <label class="pick" key={material.code}>
          <input type="checkbox" id={`paper-${material.code}`} checked={paper.includes(material.code)}
            onChange={(event) => introduce(one.id, { paper: taken(material.code, event.currentTarget.checked) })} />
          {t(material.name)}{material.need === 'if' && t('（用得着才要）')}
        </label>
      ))}
    </fieldset>
  )
}
