// A line on a map of its own: its course, its stops and the buses on it, north up, without tiles and without anybody else's server.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { RefObject } from 'preact'
import type { BusShape } from '../schema/types'
import { t } from '../text/t'
import { villageStops } from './guide'
import type { OfMap } from './map-button'
import { MapDrawing, type Seen } from './map-drawing'
import { MapList } from './map-list'
import { useMe } from './map-me'
import { boxOf, placed, whole, within, type Course, type Size, type View } from './map-plane'
import { shapeOf } from './map-shape'
import { farWords, laid, lengthWords, type StopMark } from './map-stops'
import { AGED, placeOn } from './stream-road'
import { lineName } from './words'
import './map.css'

export function LineMap(of: OfMap) {
  const [shape, set] = useState<BusShape | 'failed'>()
  const get = () => {
    set(undefined)
    void shapeOf(of.line.code).then(set, () => set('failed'))
  }
  useEffect(get, [of.line.code])
  if (shape === 'failed') {
    return (
      <p class="pad">
        <small role="status">{t('路线图没取到。站名和时刻都在下面。')}</small>
        <button class="btn two" type="button" onClick={get}>{t('再取一次路线图')}</button>
      </p>
    )
  }
  if (!shape) return <p class="pad" role="status">{t('正在取路线图…')}</p>
  return shape.ways.length ? <Shown {...of} shape={shape} /> : <p class="pad" role="status">{t('这条线没有路线图。')}</p>
}

function Shown({ line, buses, live, now, shape }: OfMap & { shape: BusShape }) {
  const [said, say] = useState('geolocation' in navigator ? t('位置只在手机里用，不会发出去') : '')
  const [asked, ask] = useState<View>()
  const [chosen, choose] = useState<string>()
  const { courses, stops, spot } = useMemo(() => laid(shape, buses.stops), [shape, buses])
  const [me, look] = useMe(stops, spot, say)
  const box = useMemo(() => boxOf([...courses.flatMap(({ points }) => points), ...stops, ...(me?.near ? [me.at] : [])]), [courses, stops, me])
  const [frame, size] = useSize()
  const all = whole(box, size)
  const view = asked ? within(asked, box, size) : all
  const go = (next: View): View => {
    const held = within(next, box, size)
    ask(held.scale > all.scale ? held : undefined)
    return held
  }
  const zoom = (by: number) => {
    const { scale } = go({ ...view, scale: view.scale * by })
    say(scale === view.scale ? (by > 1 ? t('不能再大了') : t('整条线都在图上了')) : t('图上左右约 {far}', { far: farWords(size.w / scale) }))
  }
  const show = (stop: StopMark) => {
    choose(stop.code)
    go({ x: stop.x, y: stop.y, scale: Math.max(view.scale, all.scale * 4) })
    say(t('{stop}在图正中', { stop: stop.name }))
    frame.current?.scrollIntoView({ block: 'nearest' })
  }
  const showAll = () => {
    choose(undefined)
    ask(undefined)
    say(t('整条线都在图上了'))
  }
  const mine = new Set(villageStops(buses).map(({ code }) => code))
  const straight = courses.some((one) => one.straight)
  return (
    <section class="sec bus-map" aria-label={t('{line}路线图', { line: lineName(line) })}>
      <p class="pad sub">{lengthWords(courses[0]!, stops)}{straight && <> <b>{t('没人说过这条线走哪条路，虚线是站和站之间的直线。')}</b></>}</p>
      <div class={asked ? 'frame held' : 'frame'} ref={frame}>
        <MapDrawing {...{ courses, stops, me, view, size, chosen, mine }} seen={seenOn(courses, { live, now })} name={t('{line}路线图，上北下南。站名另列在图下', { line: lineName(line) })} drag={asked && go} pinch={go} />
      </div>
      <p class="tools">
        <button class="btn two" type="button" onClick={() => zoom(2)}><span aria-hidden>＋</span> {t('放大')}</button>
        <button class="btn two" type="button" onClick={() => zoom(0.5)}><span aria-hidden>－</span> {t('缩小')}</button>
        <button class="btn two" type="button" onClick={showAll}>{t('看整条线')}</button>
        {look && <button class="btn two" type="button" onClick={() => { ask(undefined); look() }}>{t('我在哪里')}</button>}
      </p>
      <p class="pad sub" role="status">{said}</p>
      <MapList courses={courses} stops={stops} mine={mine} show={show} />
    </section>
  )
}

/** The buses of the line that are on one of its drawn ways. */
function seenOn(courses: Course[], { live, now }: Pick<OfMap, 'live' | 'now'>): Seen[] {
  return (live.told?.buses ?? []).flatMap((bus): Seen[] => {
    for (const course of courses) {
      const place = course.back === bus.back ? placeOn(course.stops, bus) : undefined
      if (place !== undefined) return [{ ...placed(course, place), number: bus.number, old: now - bus.at > AGED || live.how === 'dead' }]
    }
    return []
  })
}

/** The frame, and how large it is drawn. */
function useSize(): [RefObject<HTMLDivElement | null>, Size] {
  const frame = useRef<HTMLDivElement>(null)
  const [size, set] = useState<Size>({ w: 320, h: 320 })
  useLayoutEffect(() => {
    const measure = () => {
      const { clientWidth: w, clientHeight: h } = frame.current!
      if (w && h) set({ w, h })
    }
    measure()
    addEventListener('resize', measure)
    return () => removeEventListener('resize', measure)
  }, [])
  return [frame, size]
}
