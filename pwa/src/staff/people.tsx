// For the supervisor: who works on which device, when it was last heard, what waits there, and steps that were held back.
import { useEffect, useState } from 'preact/hooks'
import type { Application, DeviceSeen, MarkLost, Quarantined, TakeIn } from '../schema/types'
import { mutate } from '../sync/client'
import { registerPreview, row, rows } from '../sync/preview'
import { serverNow } from '../sync/state'
import { stamp } from '../text/dates'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { toast } from '../ui/toast'
import { deskLink } from './address'
import { askedBy, deskView, unasked } from './guide'
import { close, enterAgain, heldBack } from './held-back'
import { wordOf } from './history'
import { written } from './written'

registerPreview<MarkLost>('accounts.mark_lost', (rows, { client }) => {
  const device = rows.get<DeviceSeen>('device', client)
  return device ? rows.put('device', client, { lost_at: serverNow(), ...device }) : rows
})

export function People({ back }: { back: string }) {
  const devices = [...rows<DeviceSeen>('device').value].sort((a, b) => b.seen_at - a.seen_at)
  return (
    <section class="case" aria-labelledby="people">
      <div class="who">
        <a class="back" href={back}><Icon name="i-back" /> {t('回到收件')}</a>
        <h1 id="people" tabIndex={-1}>{t('人和平板')}</h1>
        <p class="sub">{t('谁在哪台机子上有没送出的，一看就知道。机子丢了点“丢失”，它下次联网就把上面的资料删掉。')}</p>
      </div>
      {heldBack.value.length > 0 && <h2>{t('等您处理的 {n} 步', { n: heldBack.value.length })}</h2>}
      {heldBack.value.map((held) => <Held key={held.id} held={held} />)}
      <h2>{t('机子')}</h2>
      {devices.length === 0 && <p class="pad">{t('还没有人用过。')}</p>}
      <ul>{devices.map((one) => <li key={one.client}><Device device={one} /></li>)}</ul>
    </section>
  )
}

function Device({ device }: { device: DeviceSeen }) {
  const [sure, ask] = useState(false)
  const lost = () => void mutate('accounts.mark_lost', 'accounts', { client: device.client }).then(() => ask(false))
  return (
    <div class="row">
      <span>
        <b>{device.name}</b>
        <small>
          {device.unsent > 0 ? t('{n} 件没送出', { n: device.unsent }) : t('都送到了')}，{t('上次连上')} <span class="num">{stamp(device.seen_at)}</span>
        </small>
      </span>
      {device.lost_at ? <span class="st fix">{device.wiped_at ? t('丢失，已叫它删掉') : t('丢失，等它联网')}</span>
        : sure ? (
          <span class="line" role="group" aria-label={t('{name}的机子丢了？', { name: device.name })}>
            <button class="btn two" type="button" onClick={() => ask(false)}>{t('没丢')}</button>
            <button class="btn two" type="button" onClick={lost}>{t('丢了，删掉上面的资料')}</button>
          </span>
        ) : <button class="btn two" type="button" onClick={() => ask(true)} aria-label={t('丢失：{name}的机子', { name: device.name })}>{t('丢失')}</button>}
    </div>
  )
}

function Held({ held }: { held: Quarantined }) {
  const [sure, ask] = useState(false)
  const [asked, know] = useState(unasked)
  const about = row<Application>('application', held.lane).value
  const taken = held.name === 'counter.take_in' ? (held.args as unknown as TakeIn) : undefined
  const of = about ?? (taken as unknown as Application | undefined)
  useEffect(() => {
    if (of) void askedBy(of, deskView.value).then(know, () => undefined)
  }, [of?.id, deskView.value])
  return (
    <div class="box up stack">
      <p>
        <b>{t('{who}：{what}', { who: held.who, what: wordOf(held.name) })}</b> <span class="num">{stamp(held.made_at ?? held.at)}</span>
      </p>
      <p>{held.why === 'device_lost' ? t('机子报了丢失，这一步没有办。') : t('岗位已经变了，这一步没有办。')}{about && <> <a href={deskLink({ id: about.id })}>{about.item_name}</a></>}</p>
      {taken && !about && (
        <p>
          <b>{taken.applicant.name} <span class="num">{taken.applicant.phone}</span></b> {asked.item?.name ?? taken.item}
          {taken.receipt && <>，{t('回执号')} <span class="num">{taken.receipt}</span></>}
        </p>
      )}
      {written(held.args, asked.labels).map((words, at) => <p key={at} class="quote">{words}</p>)}
      {sure ? (
        <p class="line" role="group" aria-label={t('不办了')}>
          <span>{t('不办了就拿不回来了。')}</span>
          <button class="btn two" type="button" onClick={() => ask(false)}>{t('留着')}</button>
          <button class="btn two" type="button" onClick={() => void close(held, 'dropped')}>{t('不办了')}</button>
        </p>
      ) : (
        <p class="line">
          {of && <button class="btn two" type="button" onClick={() => void enterAgain(held).then(() => toast(t('记在您名下，送到镇上就算办了')))}>{t('照这样由我办')}</button>}
          <button class="btn two" type="button" onClick={() => ask(true)}>{t('不办了')}</button>
        </p>
      )}
    </div>
  )
}
