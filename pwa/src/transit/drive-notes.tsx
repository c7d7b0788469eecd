// What a driver is told about their positions: what waits, what the town made of them, what the phone does not give.
import type { DriveTaken } from '../schema/types'
import { errorText } from '../text/errors'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { TOO_ROUGH } from './drive-rules'
import { ended, fix, gps, lastSent, unsent } from './drive-run'

/** Of trips that are over: nothing more is sent but what waits for a line. */
export function Waiting() {
  if (!unsent.value) return ended.value.length ? <p class="box ok" role="status"><b>{t('收车了，不再发位置')}</b></p> : null
  return <p class="off" role="status"><Icon name="i-noline" /> <span>{t('上一班还有 {n} 个位置等信号，开着这一页，有信号自己发。', { n: unsent.value })}</span></p>
}

export function Refusal() {
  const result = lastSent.value
  if (result?.is !== 'refused') return null
  return <div class="pad"><p class="box fix" role="alert"><b>{t('这一班停了，没有再发位置')}</b><br />{result.words || errorText(result.code)}</p></div>
}

/** One line on how things are, calm as long as nothing is for the driver to do. */
export function Line() {
  const result = lastSent.value
  if (result?.is === 'sign-in') return <p class="off" role="status"><Icon name="i-noline" /> <span>{t('登录过期了，位置都还在手机里。')}<a href="/sign-in?next=/drive">{t('重新登录，接着发')}</a></span></p>
  if (result?.is === 'no-line') return <p class="off" role="status"><Icon name="i-noline" /> <span>{t('没信号，位置存在手机里，有信号自己补发')}</span></p>
  if (result?.is === 'later' && result.code !== 'rate_limited') return <p class="off" role="status"><Icon name="i-clock" /> <span>{t('镇上的系统这会儿收不下，过一会儿自己再发')}</span></p>
  return null
}

export function Warnings() {
  const words = [positionWords(), ...townWords()].filter(Boolean)
  return (
    <div role="status">
      {words.map((one) => <p class="box up" key={one}>{one}</p>)}
    </div>
  )
}

function positionWords(): string {
  if (gps.value === 'denied') return t('手机没让用位置，乘客看不到这班车。请在浏览器的设置里，允许这个网站用位置。')
  if (gps.value === 'silent') return t('手机暂时找不到自己在哪里。把它放到挡风玻璃下面。')
  return ''
}

function townWords(): string[] {
  const result = lastSent.value
  if (result?.is !== 'taken') return []
  const { why, others } = result.answer
  return [others ? t('另一部手机也在发这一班，走着的那部算数。') : '', why ? WHY()[why] ?? '' : '']
}

/** What passes by itself says nothing. */
const WHY = (): Partial<Record<NonNullable<DriveTaken['why']>, string>> => ({
  gcj02: t('这部手机给的位置偏了几百米，乘客看不到车几时到。换一个浏览器试试。'),
  off_line: t('车不在这条线的路上，先不报几时到。'),
  elsewhere: t('车离这条线太远了，乘客看不到。是不是选错了线路？'),
  other_time: t('和时刻表差得太多，先不报几时到。是不是选错了班次？'),
  still: t('车停了好一阵，先不报几时到，走起来就好。'),
})

export function gpsWords(): string {
  const seen = fix.value
  if (gps.value === 'denied') return t('没让用')
  if (!seen || gps.value !== 'on') return t('正在找')
  return seen.rough > TOO_ROUGH ? t('准到 {n} 米，太粗，先不发', { n: seen.rough }) : t('准到 {n} 米', { n: seen.rough })
}
