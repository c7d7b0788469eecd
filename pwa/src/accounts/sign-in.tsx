// Signing in: phone number, then the code from the message. `?next=` says where to go afterwards.
import { useEffect, useRef, useState } from 'preact/hooks'
import { losses, strangers } from '../diagnosis/cleared'
import { holdUpdates } from '../platform/worker'
import type { PageProps } from '../routes'
import { navigate } from '../shell/router'
import { Page } from '../shell/page'
import { open } from '../sync/client'
import { isShared } from '../sync/device'
import { line, session } from '../sync/state'
import { t } from '../text/t'
import { Field, Summary, type Fault } from '../ui/field'
import '../ui/form.css'
import { askCode, needsPin, sendCode, type Refused } from './api'
import { phoneOk } from './rules'

const RESEND_SECONDS = 60
/** What a person can mend in the field itself; anything else is not theirs. */
const IN_FIELD = ['phone_invalid', 'code_wrong']

export default function SignIn({ query }: PageProps) {
  const next = safe(query.get('next'))
  const [phone, setPhone] = useState('')
  const [code, setCode] = useState('')
  const [asked, setAsked] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const [trouble, setTrouble] = useState('')
  const [busy, setBusy] = useState(false)
  const [wait, setWait] = useCountdown()
  const [cleared, setCleared] = useState(false)
  useEffect(holdUpdates, [])
  useEffect(() => void open().then(strangers).then((gone) => setCleared(gone.size > 0 && !isShared()), () => undefined), [])

  const say = (field: string, refused: Refused | null) => {
    const inField = refused && IN_FIELD.includes(refused.code)
    setFault(inField ? { field, words: refused.words } : null)
    setTrouble(refused && !inField ? refused.words : '')
  }
  const ask = async () => {
    const digits = phone.replace(/\D/g, '')
    setPhone(digits)
    setTrouble('')
    if (!phoneOk(digits)) return setFault({ field: 'phone', words: phoneFault(digits) })
    const refused = await during(setBusy, () => askCode(digits))
    say('phone', refused)
    if (refused && refused.code !== 'rate_limited') return
    setWait(refused?.wait || RESEND_SECONDS)
    // A code may have been asked for a moment ago, on a page that was closed: it is still good.
    setAsked(true)
  }
  const enter = async () => {
    setTrouble('')
    if (!/^\d{6}$/.test(code)) return setFault({ field: 'code', words: t('验证码是短信里的 6 位数字') })
    const refused: Refused | null = await during(setBusy, () => sendCode(phone, code))
    if (refused) return say('code', refused)
    if (needsPin.now) return void navigate('/seats', { replace: true })
    if (losses.value.length) return void navigate(`/cleared?next=${encodeURIComponent(next)}`, { replace: true })
    // Staff begin at their desk and drivers on their bus, unless they came from somewhere.
    const work = session.value?.roles?.some(({ role }) => role !== 'driver') ? '/staff' : session.value?.roles?.length ? '/drive' : next
    void navigate(query.get('next') ? next : work, { replace: true })
  }
  const submit = (event: Event) => {
    event.preventDefault()
    if (!busy) void (asked ? enter() : ask())
  }
  const title = asked ? t('填短信里的验证码') : t('用手机号登录')
  return (
    <Page title={fault ? t('有 1 处要改：{title}', { title }) : title} bar={t('登录')} back={next}>
      <div class="pad stack">
        {fault && <Summary faults={[fault]} />}
        {trouble && <p class="box up" role="alert"><b>{trouble}</b></p>}
        <h1>{title}</h1>
        {next.startsWith('/mine/') && <Kept />}
        {cleared && <p class="box fix">{t('手机清掉过这个应用存的东西。登录后，送到过镇上的都取回来。')}</p>}
        {asked ? (
          <p>{t('验证码发到 {phone} 了，10 分钟内有效。没收到就等一会儿再发。', { phone })}</p>
        ) : (
          <p>{t('不用密码。看办事指南不用登录；登录是为了把您填的送到镇上，换了手机也看得到。')}</p>
        )}
      </div>
      <form class="sec" onSubmit={submit} noValidate id="sign-in">
        {asked ? (
          <Field id="code" label={t('验证码')} hint={t('6 位数字')} fault={fault?.field === 'code' ? fault.words : undefined}>
            <input id="code" name="code" inputMode="numeric" autoComplete="one-time-code" maxLength={6} value={code} onInput={(event) => setCode(event.currentTarget.value.replace(/\D/g, ''))} />
          </Field>
        ) : (
          <Field id="phone" label={t('手机号')} hint={t('11 位，能收短信的')} fault={fault?.field === 'phone' ? fault.words : undefined}>
            <input id="phone" name="phone" type="tel" inputMode="numeric" autoComplete="tel-national" value={phone} onInput={(event) => setPhone(event.currentTarget.value)} />
          </Field>
        )}
      </form>
      <div class="pad stack">
        <button class="btn" type="submit" form="sign-in">
          {busy ? t('请稍等…') : asked ? t('登录') : t('发验证码')}
        </button>
        {asked && (
          <p class="line">
            <span>{wait > 0 ? t('{n} 秒后可以再发', { n: wait }) : <button class="link" type="button" onClick={() => void ask()}>{t('再发一次')}</button>}</span>
            <button class="link" type="button" onClick={() => (setAsked(false), setFault(null), setTrouble(''))}>
              {t('换个手机号')}
            </button>
          </p>
        )}
      </div>
    </Page>
  )
}

/** Who comes from handing something in must not fear for it, least of all without a line. */
function Kept() {
  return (
    <div class="box up">
      <p>
        <b>{t('您交的都存在手机里，登录后自己送出。')}</b>
      </p>
      {line.value === 'off' && (
        <p>
          {t('现在没网，收不到验证码，不用急：有网时从“我的事”打开它，登录就送。')} <a href="/mine">{t('看我的事')}</a>
        </p>
      )}
    </div>
  )
}

function phoneFault(digits: string): string {
  if (digits === '') return t('还没填手机号')
  if (digits.length < 11) return t('少 {n} 位，手机号是 11 位', { n: 11 - digits.length })
  if (digits.length > 11) return t('多 {n} 位，手机号是 11 位', { n: digits.length - 11 })
  return t('手机号应是 11 位，以 1 开头')
}

/** Only a path of this app: a link from elsewhere must not send people away after signing in. */
function safe(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) ? next : '/mine'
}

async function during<T>(busy: (on: boolean) => void, work: () => Promise<T>): Promise<T> {
  busy(true)
  try {
    return await work()
  } finally {
    busy(false)
  }
}

function useCountdown(): [number, (seconds: number) => void] {
  const [left, setLeft] = useState(0)
  const until = useRef(0)
  useEffect(() => {
    if (left <= 0) return
    const timer = setTimeout(() => setLeft(Math.max(0, Math.ceil((until.current - performance.now()) / 1000))), 1000)
    return () => clearTimeout(timer)
  }, [left])
  return [left, (seconds) => ((until.current = performance.now() + seconds * 1000), setLeft(seconds))]
}
