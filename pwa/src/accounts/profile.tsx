// Who the town has to do with: name, ID number, village. And leaving this phone.
import { useState } from 'preact/hooks'
import { villageName } from '../guide/chosen'
import { place, placeName } from '../guide/store'
import type { PageProps } from '../routes'
import type { Profile } from '../schema/types'
import { navigate } from '../shell/router'
import { Page } from '../shell/page'
import { forget, mutate, outbox, rows, serverNow, session } from '../sync/client'
import { errorText } from '../text/errors'
import { isoDay } from '../text/dates'
import { t } from '../text/t'
import { Field, Summary, type Fault } from '../ui/field'
import '../ui/form.css'
import { toast } from '../ui/toast'
import { Leave } from './leave'
import './mutations'
import { idNumberFault } from './rules'

export default function ProfilePage({ query }: PageProps) {
  const who = session.value
  if (!who) {
    return (
      <Page title={t('我的资料')} back="/settings">
        <div class="pad stack">
          <p>{t('登录以后，这里放您的姓名、身份证号和住的村。')}</p>
          <a class="btn" href="/sign-in?next=/profile">
            {t('用手机号登录')}
          </a>
        </div>
      </Page>
    )
  }
  const known = rows<Profile>('profile').value.find((one) => one.id === who.person)
  return (
    <Page title={t('我的资料')} back="/settings">
      <Details known={known} next={query.get('next')} />
      <Leave />
    </Page>
  )
}

function Details({ known, next }: { known?: Profile; next: string | null }) {
  // What the town knows may come while one types: it fills in only what was not touched.
  const [typedName, setName] = useState<string>()
  const [typedNumber, setNumber] = useState<string>()
  const [otherVillage, setVillage] = useState<string>()
  const name = typedName ?? known?.name ?? ''
  const number = typedNumber ?? known?.id_number ?? ''
  const village = otherVillage ?? known?.place
  const [faults, setFaults] = useState<Fault[]>([])
  const refused = outbox.value.find((one) => one.name === 'accounts.set_profile' && one.state === 'rejected')
  const chosen = village ?? place.value ?? undefined
  const faultOf = (field: string) => faults.find((one) => one.field === field)?.words

  const save = async (event: Event) => {
    event.preventDefault()
    const found = check(name, number, chosen)
    setFaults(found)
    if (found.length) return
    if (refused) await forget(refused.id)
    await mutate('accounts.set_profile', 'accounts', { name: name.trim(), id_number: number.toUpperCase(), place: chosen! })
    toast(t('已存在手机，有网时送到镇上'))
    if (next && /^\/(?![/\\])/.test(next)) void navigate(next, { replace: true })
  }
  return (
    <>
      <div class="pad stack">
        {faults.length > 0 && <Summary faults={faults} />}
        {refused && faults.length === 0 && <Summary faults={[{ field: refused.field?.slice(1) || 'name', words: errorText(refused.code ?? '', refused.detail) }]} />}
        <p>{t('申请时自动带上这些，不用每次再填。只有您和办您事的窗口看得到。')}</p>
      </div>
      <form class="sec" id="profile" onSubmit={(event) => void save(event)} noValidate>
        <Field id="name" label={t('姓名')} hint={t('和身份证上一样')} fault={faultOf('name')}>
          <input id="name" autoComplete="name" maxLength={50} value={name} onInput={(event) => setName(event.currentTarget.value)} />
        </Field>
        <Field id="id_number" label={t('身份证号')} hint={t('18 位，最后一位可能是 X')} fault={faultOf('id_number')}>
          <input id="id_number" autoComplete="off" autoCapitalize="characters" inputMode="text" value={number} onInput={(event) => setNumber(event.currentTarget.value.replace(/\s/g, ''))} />
        </Field>
        <div class="field" id="place" tabIndex={-1}>
          <b>{t('住的村')}</b>
          {faultOf('place') && <p class="msg">{faultOf('place')}</p>}
          <p class="line">
            <span>{chosen ? villageName(placeName(chosen)) || chosen : t('还没选')}</span>
            {village && place.value && village !== place.value && (
              <button class="link" type="button" onClick={() => setVillage(place.value!)}>
                {t('改成 {place}', { place: villageName(placeName(place.value)) })}
              </button>
            )}
            <a href="/place">{t('选别的村')}</a>
          </p>
        </div>
      </form>
      <div class="pad">
        <button class="btn" type="submit" form="profile">
          {t('保存资料')}
        </button>
      </div>
    </>
  )
}

function check(name: string, number: string, village: string | undefined): Fault[] {
  const faults: Fault[] = []
  if (name.trim().length < 2) faults.push({ field: 'name', words: t('请写姓名，至少 2 个字') })
  const wrong = idNumberFault(number, isoDay(serverNow()))
  if (wrong) faults.push({ field: 'id_number', words: t(wrong, { n: Math.abs(18 - number.length) }) })
  if (!village || village.length < 9) faults.push({ field: 'place', words: t('还没选住的村') })
  return faults
}
