// The one calm line under the bar: no line to the town, a sign-in that has run out, a clock that is wrong.
import { clockOffset, line, needsSignIn, outbox, serverNow, syncedAt, type Waiting } from '../sync/state'
import { t } from '../text/t'
import { stamp } from '../text/dates'
import { Icon } from '../ui/icon'

const CLOCK_SECONDS = 600

export function Strip() {
  if (needsSignIn.value) {
    return (
      <p class="off" role="status">
        <Icon name="s-up" />
        <span>
          {t('登录过期了，填的都还在。')}
          <a href={`/sign-in?next=${encodeURIComponent(location.pathname)}`}>{t('重新登录，接着送')}</a>
        </span>
      </p>
    )
  }
  if (line.value === 'off') return <Offline />
  if (Math.abs(clockOffset.value) > CLOCK_SECONDS) {
    return (
      <p class="off" role="status">
        <Icon name="i-clock" />
        <span>{t('手机时间不对，镇上现在是 {time}。期限都按镇上的时间算', { time: stamp(serverNow(), Date.now() / 1000) })}</span>
      </p>
    )
  }
  return null
}

/** One paper may travel as several steps, and who hands in the first one is introduced with it. */
export function mattersOf(waiting: Waiting[]): number {
  const lanes = new Set(waiting.filter((one) => one.state !== 'rejected').map((one) => one.lane))
  return lanes.size > 1 && lanes.has('accounts') ? lanes.size - 1 : lanes.size
}

function Offline() {
  const unsent = mattersOf(outbox.value)
  return (
    <p class="off" role="status">
      <Icon name="i-noline" />
      <span>
        {unsent > 0 ? t('没网也能用，{n} 件待上传', { n: unsent }) : t('没网也能用')}
        {syncedAt.value > 0 && (
          <>
            {t('，内容到 ')}
            <span class="num">{stamp(syncedAt.value)}</span>
          </>
        )}
      </span>
    </p>
  )
}
