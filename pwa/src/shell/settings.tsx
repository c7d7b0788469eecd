// How the app looks on this phone, who is signed in, what it keeps and what it used of the line.
import { useEffect, useState } from 'preact/hooks'
import { bytesThisMonth } from '../platform/bytes'
import { isShort, storage, type Storage } from '../platform/storage'
import type { Follow } from '../schema/types'
import { open } from '../sync/client'
import { rows } from '../sync/preview'
import { clockOffset, serverNow, session } from '../sync/state'
import { stamp } from '../text/dates'
import { lang, t, useLang } from '../text/t'
import { feedsDriven } from '../transit/drive-roles'
import { Icon } from '../ui/icon'
import '../ui/form.css'
import { toast } from '../ui/toast'
import { InstallRow } from './install'
import { Page } from './page'
import { change, settings, type Lang, type Settings } from './settings-store'

export default function SettingsPage() {
  const { text, theme } = settings.value
  const who = session.value
  return (
    <Page title={t('设置')} back="/">
      <div class="sec">
        <a class="row" href={who ? '/profile' : '/sign-in?next=/settings'}>
          <Icon name="i-mine" />
          <span>
            <b>{who ? who.name || t('我的资料') : t('用手机号登录')}</b>
            <small>{who ? t('姓名、身份证号、住的村，退出登录') : t('看办事指南不用登录')}</small>
          </span>
          <Icon name="i-next" />
        </a>
        {who && feedsDriven().length > 0 && (
          <a class="row" href="/drive">
            <Icon name="i-bus" />
            <span>
              <b>{t('开车发位置')}</b>
              <small>{t('开班车的师傅用')}</small>
            </span>
            <Icon name="i-next" />
          </a>
        )}
        {who?.roles?.some(({ role }) => role !== 'driver') && (
          <a class="row" href="/staff">
            <Icon name="i-mine" />
            <span>
              <b>{t('到窗口的收件')}</b>
              <small>{t('工作人员用')}</small>
            </span>
            <Icon name="i-next" />
          </a>
        )}
        {who && (
          <a class="row" href="/seats">
            <Icon name="i-swap" />
            <span>
              <b>{t('PIN 和上锁')}</b>
              <small>{t('这部手机或平板几个人用')}</small>
            </span>
            <Icon name="i-next" />
          </a>
        )}
        <FollowRow />
        <InstallRow />
      </div>
      <form class="sec">
        <Choice legend={t('字的大小')} name="text" value={text ?? ''} options={[['', t('普通')], ['xl', t('大字')]]} pick={(value) => change({ text: (value || undefined) as Settings['text'] })} />
        <Choice
          legend={t('明暗')}
          name="theme"
          value={theme ?? ''}
          options={[['', t('跟着手机')], ['light', t('亮')], ['dark', t('暗')]]}
          pick={(value) => change({ theme: (value || undefined) as Settings['theme'] })}
        />
        <Choice legend="语言 語言 Language" name="lang" value={lang.value} options={[['zh-CN', '简体中文'], ['zh-TW', '繁體中文'], ['en', 'English']]} pick={(value) => void speak(value as Lang)} />
      </form>
      <Uses />
      <h2>{t('要人帮忙')}</h2>
      <div class="sec">
        <a class="row" href="/trouble">
          <Icon name="i-help" />
          <span>
            <b>{t('出问题了？做一份报告')}</b>
            <small>{t('没网也能做，里面没有您的个人信息')}</small>
          </span>
          <Icon name="i-next" />
        </a>
      </div>
    </Page>
  )
}

/** Which places' hours one hears of. */
function FollowRow() {
  const followed = rows<Follow>('follow').value
  useEffect(() => void open(), [])
  return (
    <a class="row" href="/follow">
      <Icon name="i-bell" />
      <span>
        <b>{t('逢场和改时间的通知')}</b>
        <small>{followed.length ? t('关注了：{names}', { names: followed.map((one) => one.name || one.centre).join('、') }) : t('逢场开门、临时关门，提前告诉您')}</small>
      </span>
      <Icon name="i-next" />
    </a>
  )
}

async function speak(next: Lang): Promise<void> {
  try {
    await useLang(next)
    change({ lang: next })
  } catch {
    toast(t('这种语言还没存到手机里，有网时再选'))
  }
}

interface ChoiceProps {
  legend: string
  name: string
  value: string
  options: [string, string][]
  pick: (value: string) => void
}

function Choice({ legend, name, value, options, pick }: ChoiceProps) {
  return (
    <fieldset class="field">
      <legend>{legend}</legend>
      <div>
        {options.map(([key, words]) => (
          <label class="pick" key={key}>
            <input type="radio" name={name} value={key} checked={key === value} onChange={() => pick(key)} />
            {words}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

function Uses() {
  const [room, setRoom] = useState<Storage>({})
  useEffect(() => void storage().then(setRoom, () => undefined), [])
  return (
    <>
      <h2>{t('用了多少')}</h2>
      <dl class="sec facts">
        <div>
          <dt>{t('流量')}</dt>
          <dd>{t('这个月 {size}', { size: size(bytesThisMonth()) })}</dd>
        </div>
        {room.usage !== undefined && (
          <div>
            <dt>{t('手机空间')}</dt>
            <dd>
              {size(room.usage)}
              {isShort(room) && <small>{t('，快满了。请删掉一些别的照片或视频，免得新填的存不下')}</small>}
            </dd>
          </div>
        )}
        {Math.abs(clockOffset.value) > 600 && (
          <div>
            <dt>{t('手机时间')}</dt>
            <dd>{t('手机时间不对，镇上现在是 {time}。期限都按镇上的时间算', { time: stamp(serverNow(), Date.now() / 1000) })}</dd>
          </div>
        )}
      </dl>
    </>
  )
}

function size(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1000)} kB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
