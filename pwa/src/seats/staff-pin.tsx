// PIN and locking of who has the device: choosing one after signing in, another one later, when it locks by itself.
import { useEffect, useState } from 'preact/hooks'
import { Page } from '../shell/page'
import { navigate } from '../shell/router'
import { open, session } from '../sync/client'
import { isShared } from '../sync/device'
import { t } from '../text/t'
import { toast } from '../ui/toast'
import { CHOICES, idleMinutes, keepIdleMinutes } from './idle'
import { addPasskey, passkeysWork } from './passkey'
import { pinFault, SHORTEST } from './rules'
import { Pad } from './staff-pad'
import { arriving, changePin, choosePin } from './staff-seats'
import '../staff/staff.css'

type Step = 'old' | 'new' | 'again'

export default function SeatPage() {
  const [ready, set] = useState(false)
  useEffect(() => void open().then(() => set(true)), [])
  if (!ready) return <Page title={t('PIN')}><p class="pad" role="status">{t('正在打开…')}</p></Page>
  const mine = session.value !== null
  if (!mine && !arriving()) {
    return (
      <Page title={t('PIN')} back="/settings">
        <div class="pad stack">
          <p>{t('先登录，再设 PIN。')}</p>
          <a class="btn" href={isShared() ? '/staff' : '/sign-in?next=/seats'}>{isShared() ? t('谁来用这台平板') : t('用手机号登录')}</a>
        </div>
      </Page>
    )
  }
  return <Choose changes={mine && isShared()} />
}

function Choose({ changes }: { changes: boolean }) {
  const [step, go] = useState<Step>(changes ? 'old' : 'new')
  const [pins, set] = useState<Record<Step, string>>({ old: '', new: '', again: '' })
  const [fault, tell] = useState('')
  const [busy, work] = useState(false)
  const to = (next: Step, words = '') => {
    tell(words)
    set({ ...pins, [next]: '', again: '' })
    go(next)
  }
  const submit = async () => {
    if (busy) return
    if (step === 'old') return to('new')
    if (step === 'new') {
      const wrong = pinFault(pins.new)
      if (wrong) return tell(t(wrong, { n: SHORTEST - pins.new.length }))
      tell('')
      return go('again')
    }
    if (pins.again !== pins.new) return to('new', t('两次不一样，从头再按一次'))
    work(true)
    try {
      const done = changes ? await changePin(pins.old, pins.new) : await choosePin(pins.new).then(() => ({ is: 'open' as const }))
      if (done.is === 'wrong') return to('old', t('PIN 不对，还能试 {n} 次', { n: done.left }))
      toast(t('PIN 设好了。离开时点“锁上，换人”'))
      void navigate(session.value?.roles?.length ? '/staff' : '/mine', { replace: true })
    } catch {
      tell(t('要连着网才能设 PIN，请连上再试'))
    } finally {
      work(false)
    }
  }
  const labels: Record<Step, string> = { old: t('现在的 PIN'), new: t('选一个 PIN'), again: t('再按一次') }
  return (
    <Page title={changes ? t('PIN 和上锁') : t('给自己设 PIN')} back={changes ? '/staff' : '/settings'} dock={<button class="btn" type="submit" form="pin-form">{busy ? t('请稍等…') : step === 'again' ? t('设好 PIN') : t('下一步')}</button>}>
      <div class="pad stack">
        {!changes && <p>{t('这台机子几个人用，各设各的 PIN。您的件、照片和名字都用它封存，别人翻开机子也看不到；没网照样能换人。')}</p>}
        {!changes && <p>{t('PIN 只在这台机子上用。忘了不要紧：用手机号登录就能再设，没送出的不会丢。')}</p>}
      </div>
      <Pad key={step} id={step} label={labels[step]} hint={step === 'new' ? t('6 到 12 位数字，别用生日') : undefined} fault={fault} pin={pins[step]} set={(pin) => set({ ...pins, [step]: pin })} submit={() => void submit()} />
      {changes && <Locking />}
    </Page>
  )
}

function Locking() {
  const [minutes, set] = useState<number>()
  const [able, know] = useState(false)
  useEffect(() => {
    void idleMinutes().then(set)
    void passkeysWork().then(know)
  }, [])
  const pick = (n: number) => void keepIdleMinutes(n).then(() => set(n))
  const add = () => void addPasskey().then((done) => toast(done ? t('好了，下次可以用指纹或面容打开') : t('没有设成，还是用 PIN')))
  return (
    <>
      <fieldset class="field">
        <legend>{t('多久没人碰就自动锁上')}</legend>
        <div>
          {CHOICES.map((n) => (
            <label class="pick" key={n}>
              <input type="radio" name="idle" checked={minutes === n} onChange={() => pick(n)} />
              {t('{n} 分钟', { n })}
            </label>
          ))}
        </div>
      </fieldset>
      {able && <p class="pad"><button class="btn two" type="button" onClick={add}>{t('以后用指纹或面容打开')}</button></p>}
    </>
  )
}
