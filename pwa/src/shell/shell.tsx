// The frame around the page in view: the page itself, the tabs, toasts.
import { buses, place } from '../guide/chosen'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { Failed } from './failed'
import { failed, slow, view } from './router'
import { foot } from './slots'

export function Shell() {
  const now = view.value
  const Foot = foot.value
  if (failed.value) return <Failed url={failed.value} />
  if (!now) return null
  return (
    <>
      <now.Page key={now.route.path + JSON.stringify(now.props.params)} {...now.props} />
      {slow.value && (
        <p class="busy" role="status">
          {t('正在打开…')}
        </p>
      )}
      {Foot && <Foot />}
      {now.route.tab && <Tabs lit={now.route.tab} />}
    </>
  )
}

const TABS = [['guide', '/', 'i-find', '查事项'], ['when', '/when', 'i-day', '约时间'], ['mine', '/mine', 'i-mine', '我的事']]
const BUS = ['way', '/way', 'i-bus', '怎么走']

function Tabs({ lit }: { lit: string }) {
  return (
    <nav class="tabs" aria-label={t('主导航')}>
      {(buses.value && place.value?.startsWith(buses.value) ? [...TABS, BUS] : TABS).map(([tab, href, icon, words]) => (
        <a href={href} aria-current={lit === tab ? 'page' : undefined}>
          <Icon name={icon!} />
          {t(words!)}
        </a>
      ))}
    </nav>
  )
}
