// A visit at home (B28) or a meeting for a key project (B27): what it is about, where, and half days to wish for.
// Somebody at the centre decides; that it is no booking yet is said before it is sent.
import { useState } from 'preact/hooks'
import type { DatedDays } from '../hours/openings'
import type { Booking, Profile, Wish } from '../schema/types'
import { navigate } from '../shell/router'
import { Page } from '../shell/page'
import { rows } from '../sync/preview'
import { serverNow } from '../sync/state'
import { t } from '../text/t'
import { Field, Summary, type Fault } from '../ui/field'
import '../ui/form.css'
import { linkTo, MOST_WISHES, type Ask } from './ask'
import { bookDays, halvesOf } from './days'
import { Unknown } from './days-step'
import { bookingOf } from './mine'
import { Head } from './parts'
import { move, request, type Special } from './steps'
import { dayWords } from './words'

const AHEAD = 30

interface Props { ask: Ask; kind: 'visit' | 'key_project'; centre: string; days: DatedDays | null | undefined; moved?: Booking }

const WORDS = {
  visit: { title: '请工作人员上门', about: '要办什么事', hint: '为什么要上门，也写一句：老人走不动、刚出院……' },
  key_project: { title: '重点项目专门约', about: '什么项目，要办哪些事', hint: '项目名称、要办的手续、谁会一起来' },
} as const

export function SpecialStep({ ask, kind, centre, days, moved }: Props) {
  const [before] = useState(() => wordsBefore(ask.again))
  const [about, setAbout] = useState(before.about ?? '')
  const [address, setAddress] = useState(before.address ?? '')
  const [chosen, setChosen] = useState<string[]>(Array<string>(MOST_WISHES).fill(''))
  const [faults, setFaults] = useState<Fault[]>([])
  const [busy, setBusy] = useState(false)
  const halves = days ? halfDays(days, serverNow()) : []
  const words = WORDS[kind]
  const faultOf = (field: string) => faults.find((fault) => fault.field === field)?.words

  if (days === null) return <Unknown centre={centre} />

  const send = async () => {
    const wishes = [...new Set(chosen)].flatMap((value) => halves.find((half) => half.value === value)?.wish ?? [])
    const wrong = moved ? wrongWishes(wishes) : [...wrongWords(kind, about, address), ...wrongWishes(wishes)]
    setFaults(wrong)
    if (wrong.length || busy) return
    setBusy(true)
    const id = moved?.id ?? (await request(centre, { ...ask, kind }, wishes, false, { about: about.trim(), address: kind === 'visit' ? address.trim() : undefined }))
    if (moved) await move(moved, wishes)
    await navigate(`/book/${id}`, { replace: true })
  }

  return (
    <Page title={faults.length ? t('有 {n} 处要改：{title}', { n: faults.length, title: t(words.title) }) : t(words.title)} bar={moved ? t('改时间') : t('约时间')}
      back={moved ? `/book/${moved.id}` : linkTo({ centre: ask.centre, wishes: [] })}
      dock={<button class="btn" type="button" onClick={() => void send()}>{t('送给镇上，等答复')}</button>}>
      {faults.length > 0 && <Summary faults={faults} />}
      <Head ask={ask} centre={centre} moved={moved} question={t(words.title)} />
      <p class="box up"><b>{t('这还不是预约。')}</b><br />{t('镇上的人看过，定了时间会告诉您；不行也会说明原因。没网也能填，有网自己送出。')}</p>
      {!moved && (
        <div class="sec">
          <Field id="about" label={t(words.about)} hint={t(words.hint)} fault={faultOf('about')}>
            <textarea id="about" rows={3} maxLength={500} value={about} onInput={(event) => setAbout(event.currentTarget.value)} />
          </Field>
          {kind === 'visit' && (
            <Field id="address" label={t('到哪里')} hint={t('村、组、门牌，或说个好找的地方')} fault={faultOf('address')}>
              <input id="address" type="text" maxLength={200} autoComplete="street-address" value={address} onInput={(event) => setAddress(event.currentTarget.value)} />
            </Field>
          )}
        </div>
      )}
      <h2>{t('哪天方便，最多 {n} 个', { n: MOST_WISHES })}</h2>
      <div class="sec">
        {chosen.map((value, at) => (
          <Field key={at} id={`wish-${at}`} label={t('第 {n} 个', { n: at + 1 })} hint={at ? t('可以不选') : undefined} fault={at ? undefined : faultOf('wish-0')}>
            <select id={`wish-${at}`} value={value} onChange={(event) => setChosen(chosen.map((one, i) => (i === at ? event.currentTarget.value : one)))}>
              <option value="">{t('请选')}</option>
              {halves.map((half) => <option key={half.value} value={half.value}>{half.words}</option>)}
            </select>
          </Field>
        ))}
      </div>
      <Contact />
    </Page>
  )
}

/** What was typed the last time, when the town did not take it or nothing came of it. */
function wordsBefore(id: string | undefined): Special {
  const one = id ? bookingOf(id) : undefined
  return one?.waiting.find((sent) => sent.name === 'bookings.request' && sent.state === 'rejected')?.args ?? one?.row ?? {}
}

interface Half { value: string; words: string; wish: Wish }

function halfDays(days: DatedDays, now: number): Half[] {
  return bookDays(days, now, AHEAD).flatMap((one) => {
    if (one.state !== 'open') return []
    const { morning, afternoon } = halvesOf(one, now)
    return [[morning, '上午'] as const, [afternoon, '下午'] as const].flatMap(([part, word]) =>
      part ? [{ value: `${part.from}`, words: `${dayWords(one.on, now)} ${t(word)}`, wish: { from: part.from, until: part.until } }] : [])
  })
}

function wrongWords(kind: 'visit' | 'key_project', about: string, address: string): Fault[] {
  return [
    ...(about.trim().length < 2 ? [{ field: 'about', words: kind === 'visit' ? t('还没写要办什么事') : t('还没写是什么项目') }] : []),
    ...(kind === 'visit' && address.trim().length < 2 ? [{ field: 'address', words: t('还没写到哪里') }] : []),
  ]
}

const wrongWishes = (wishes: Wish[]): Fault[] => (wishes.length ? [] : [{ field: 'wish-0', words: t('还没选哪天方便') }])

/** Whom the centre will call: what it knows already is not asked again. */
function Contact() {
  const known = rows<Profile>('profile').value[0]
  if (!known) return null
  return <p class="asof">{t('镇上会打这个电话联系您：')}<span class="num">{known.phone}</span></p>
}
