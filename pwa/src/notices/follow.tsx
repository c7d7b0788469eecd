// 逢场和改时间的通知: which centres' hours one wants to hear of, and of what kind. The phone asks for leave to ring only when
// somebody here said that they want to be told.
import { useEffect, useState } from 'preact/hooks'
import { tellTown } from '../alerts/keep'
import { askForPush, pushState, type Push } from '../alerts/push'
import { centre, openGuide } from '../guide/store'
import type { Follow, Topic } from '../schema/types'
import { Page } from '../shell/page'
import { mutate, open } from '../sync/client'
import { rows } from '../sync/preview'
import { line, session } from '../sync/state'
import { lang, t } from '../text/t'
import { Icon } from '../ui/icon'
import '../ui/form.css'
import { toast } from '../ui/toast'
import './mutations'

const TOPICS: [Topic, string, string][] = [
  ['market', '逢场开门', '逢场的前一天晚上说一声几点到几点'],
  ['changed', '临时改时间', '关门、改时间、加开，一定下来就说'],
  ['extended', '延时、夜间、周末', '比平时开得久的前一天晚上说'],
]

export default function FollowPage() {
  const [known, setKnown] = useState(false)
  const [push, setPush] = useState<Push>()
  useEffect(() => void Promise.all([open(), openGuide()]).finally(() => setKnown(true)), [])
  useEffect(() => void pushState().then(setPush), [])
  const followed = rows<Follow>('follow').value
  const here = centre()
  const offered = here && !followed.some((one) => one.centre === here.code) ? here : undefined
  return (
    <Page title={t('逢场和改时间的通知')} back="/settings">
      {!session.value ? <SignIn /> : known && (
        <>
          {offered && <One key={offered.code} centre={offered.code} name={offered.name} push={push} asked={setPush} />}
          {followed.map((one) => <One key={one.centre} centre={one.centre} name={one.name || here?.name || one.centre} held={one} push={push} asked={setPush} />)}
          {push === 'denied' && <p class="pad sub">{t('这部手机关了通知，到手机的设置里能打开。不开也会存在“通知”里，打开应用就看得到。')}</p>}
          <p class="asof">{t('晚上九点到早上七点不响。一天最多一条，改了会更正。')}</p>
        </>
      )}
    </Page>
  )
}

interface Props {
  centre: string
  name: string
  held?: Follow
  push?: Push
  asked: (push: Push) => void
}

function One({ centre, name, held, push, asked }: Props) {
  const [topics, choose] = useState<Topic[]>(held?.topics ?? ['market', 'changed'])
  const same = held !== undefined && [...held.topics].sort().join() === [...topics].sort().join()
  const toggle = (topic: Topic) => choose((now) => (now.includes(topic) ? now.filter((one) => one !== topic) : [...now, topic]))

  async function follow(): Promise<void> {
    if (push === 'offered') void ring() // browsers ask only within the tap itself
    await mutate('notices.follow', 'notices', { place: centre, topics, lang: lang.value })
    toast(line.value === 'off' ? t('记下了，有网就告诉镇上') : t('有动静就告诉您'))
  }

  /** Nobody waits for it: where the browser's push service cannot be reached, it may never answer. */
  async function ring(): Promise<void> {
    const subscription = await askForPush().catch(() => undefined)
    if (subscription) await tellTown(subscription)
    asked(await pushState())
  }

  return (
    <section class="sec" aria-labelledby={`f-${centre}`}>
      <form onSubmit={(event) => { event.preventDefault(); void follow() }}>
        <fieldset class="field">
          <legend id={`f-${centre}`}>{name}</legend>
          <div>
            {TOPICS.map(([topic, word, what]) => (
              <label class="pick" key={topic}>
                <input type="checkbox" checked={topics.includes(topic)} onChange={() => toggle(topic)} />
                <span><b>{t(word)}</b><br /><small>{t(what)}</small></span>
              </label>
            ))}
          </div>
        </fieldset>
        <p class="pad choices">
          {!same && topics.length > 0 && <button class="btn" type="submit">{held ? t('就按这样告诉我') : t('关注，到时告诉我')}</button>}
          {held && <button class="link" type="button" onClick={() => void mutate('notices.unfollow', 'notices', { place: centre })}>{t('不再关注{name}', { name })}</button>}
        </p>
      </form>
      {held && <p class="pad sub"><Icon name="i-bell" /> {push === 'on' ? t('关注了，会在手机上提醒') : t('关注了，会写在“通知”里')}</p>}
      {held && push === 'offered' && <p class="pad"><button class="btn two" type="button" onClick={() => void ring()}>{t('也在手机上提醒')}</button></p>}
    </section>
  )
}

const SignIn = () => (
  <div class="pad stack">
    <p>{t('登录后才能关注：到时要知道告诉谁。哪天开门不用登录也能查。')}</p>
    <p><a class="btn" href="/sign-in?next=/follow">{t('用手机号登录')}</a></p>
    <p><a href="/when">{t('哪天能去')}</a></p>
  </div>
)
