// The map itself: drawn, dragged and pinched. What it shows is said in words beside it.
import { useRef } from 'preact/hooks'
import { settings } from '../shell/settings-store'
import { t } from '../text/t'
import { labelsOf } from './map-labels'
import type { Me } from './map-me'
import { barOf, gripped, onScreen, type Course, type Size, type Spot, type View } from './map-plane'
import { farWords, type StopMark } from './map-stops'

export interface Seen extends Spot { number: number; turn: number; old: boolean }

interface Props {
  courses: Course[]
  stops: StopMark[]
  seen: Seen[]
  me?: Me
  view: View
  size: Size
  chosen?: string
  mine: ReadonlySet<string>
  name: string
  /** Moves what is in view; not while all is */
  drag?: (view: View) => void
  pinch: (view: View) => void
}

const BAR = 110
const SMALL = 0.83

export function MapDrawing({ courses, stops, seen, me, view, size, chosen, mine, name, drag, pinch }: Props) {
  const down = useRef(new Map<number, Spot>())
  void settings.value.text
  const em = parseFloat(getComputedStyle(document.documentElement).fontSize || '18') * SMALL || 15
  const spots = stops.map((stop) => ({ ...stop, ...onScreen(view, size, stop) }))
  const bar = barOf(view.scale, BAR)
  const rank = ({ code }: StopMark) => (code === chosen ? 0 : mine.has(code) ? 1 : 2)
  const buses = seen.map((bus) => ({ ...bus, ...onScreen(view, size, bus) }))
  const here = me && onScreen(view, size, me.at)
  const taken = [
    { left: 0, top: size.h - em * 2.2, right: BAR + 24, bottom: size.h },
    { left: size.w - em * 2.4, top: 0, right: size.w, bottom: em * 3.4 },
    ...(here ? [here, ...buses] : buses).map(({ x, y }) => ({ left: x - 18, right: x + 18, top: y - 18, bottom: y + 18 })),
  ]
  const labels = labelsOf([...spots].sort((a, b) => rank(a) - rank(b)).map((one) => ({ x: one.x, y: one.y, words: one.name, strong: rank(one) < 2 })), size, em, taken, courses.map(({ points }) => points.map((point) => onScreen(view, size, point))))
  const north = { x: size.w - em * 1.3, y: em * 0.6 }

  const move = (event: PointerEvent & { currentTarget: SVGSVGElement }) => {
    if (!down.current.has(event.pointerId)) return
    const { left, top } = event.currentTarget.getBoundingClientRect()
    const before = [...down.current.values()]
    down.current.set(event.pointerId, { x: event.clientX - left, y: event.clientY - top })
    const next = gripped(view, size, before, [...down.current.values()])
    if (before.length > 1) pinch(next)
    else drag?.(next)
  }
  const press = (event: PointerEvent & { currentTarget: SVGSVGElement }) => {
    const { left, top } = event.currentTarget.getBoundingClientRect()
    if (down.current.size < 2) down.current.set(event.pointerId, { x: event.clientX - left, y: event.clientY - top })
    if (drag) event.currentTarget.setPointerCapture(event.pointerId)
  }
  const leave = (event: PointerEvent) => void down.current.delete(event.pointerId)

  return (
    <svg role="img" aria-label={name} onPointerDown={press} onPointerMove={move} onPointerUp={leave} onPointerCancel={leave} onPointerLeave={leave}>
      <g transform={`translate(${size.w / 2} ${size.h / 2}) scale(${view.scale}) translate(${-view.x} ${-view.y})`}>
        {courses.map((course, n) => <path key={n} class={course.straight ? 'course straight' : 'course'} d={pathOf(course)} />)}
      </g>
      {me && here && <Here at={here} wide={me.wide * view.scale} />}
      {spots.map(({ code, x, y }) => <circle key={code} class={code === chosen || mine.has(code) ? 'stop mine' : 'stop'} cx={x} cy={y} r={code === chosen ? 8 : 6} />)}
      {labels.map(({ x, y, words, anchor, strong }) => <text key={words} class={strong ? 'strong' : ''} x={x} y={y} text-anchor={anchor}>{words}</text>)}
      {buses.map(({ number, x, y, turn, old }) => (
        <g key={number} class={old ? 'bus old' : 'bus'} transform={`translate(${x} ${y})`}>
          <path d="M-9-15L0-28L9-15z" transform={`rotate(${turn})`} />
          <rect x="-15" y="-15" width="30" height="30" rx="6" />
          <use href="#i-bus" x="-11" y="-11" width="22" height="22" />
        </g>
      ))}
      <g class="scale">
        <path d={`M12 ${size.h - 20}v8h${bar * view.scale}v-8`} />
        <text x={16} y={size.h - 20}>{farWords(bar)}</text>
        <path d={`M${north.x} ${north.y + em * 2.4}v${-em * 1.2}m-6 8l6-8 6 8`} />
        <text x={north.x} y={north.y + em * 0.8} text-anchor="middle">{t('北')}</text>
      </g>
    </svg>
  )
}

const pathOf = ({ points }: Course) => `M${points.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}`

function Here({ at, wide }: { at: Spot; wide: number }) {
  return (
    <g class="me" transform={`translate(${at.x} ${at.y})`}>
      {wide > 14 && <circle class="about" r={wide} />}
      <circle r={8} />
    </g>
  )
}
