// 这里写错了: anybody may say what is wrong in an item; kept on the phone until it can go, no sign-in (O14).
import { useEffect, useState } from 'preact/hooks'
import type { PageProps } from '../routes'
import type { Item } from '../schema/types'
import { Page } from '../shell/page'
import { mutate } from '../sync/client'
import { uuid7 } from '../sync/ids'
import { line } from '../sync/state'
import { t } from '../text/t'
import { item as itemHere, openGuide, place } from './store'
import '../ui/form.css'
import './guide.css'

export default function ReportPage({ params }: PageProps) {
  const code = params.code!
  const [item, setItem] = useState<Item>()
  const [text, setText] = useState('')
  const [problem, setProblem] = useState('')
  const [kept, setKept] = useState(false)
  useEffect(() => void openGuide().then(() => itemHere(code)).then(setItem), [code])
  useEffect(() => {
    if (kept) document.getElementById('kept')?.focus()
  }, [kept])

  const send = async (event: SubmitEvent) => {
    event.preventDefault()
    const said = text.trim()
    if (said.length < 2) {
      setProblem(t('请写一句：哪里不对，应该是怎样'))
      document.getElementById('said')?.focus()
      return
    }
    await mutate('guide.report_error', 'guide', {
      id: uuid7(), item: code, text: said, ...(item?.version && { item_version: item.version }), ...(place.value && { place: place.value }),
    })
    setKept(true)
  }

  const back = `/i/${encodeURIComponent(code)}`
  if (kept) {
    return (
      <Page title={t('记下了，谢谢您')} back={back}>
        <section class="sec pad stack">
          <h2 id="kept" tabIndex={-1} class="plain">
            {line.value === 'off' ? t('存在手机里，有网自动送给管这件事的人。') : t('已经在送给管这件事的人。')}
          </h2>
          <p>{t('不用登录，也不会留下您的名字。')}</p>
          <a class="btn" href={back}>
            {t('回到这一项')}
          </a>
        </section>
      </Page>
    )
  }
  return (
    <Page title={problem ? t('有 1 处要改') : t('这里写错了')} bar={t('这里写错了')} back={back}>
      <form class="sec pad stack" onSubmit={(event) => void send(event)} noValidate>
        <h1>{t('哪里写错了？')}</h1>
        {item && <p class="sub">{item.name}</p>}
        <div class={problem ? 'bad field' : 'field'}>
          <label for="said">{t('哪里不对，应该是怎样')}</label>
          {problem && (
            <p class="msg" id="problem" role="alert">
              {problem}
            </p>
          )}
          <textarea id="said" rows={5} maxLength={1000} value={text} aria-invalid={!!problem}
            aria-describedby={problem ? 'problem' : 'hint'} onInput={(event) => setText(event.currentTarget.value)} />
          <small id="hint">{t('别写身份证号、电话这些自己的事。')}</small>
        </div>
        <button class="btn" type="submit">
          {t('告诉他们')}
        </button>
      </form>
    </Page>
  )
}
