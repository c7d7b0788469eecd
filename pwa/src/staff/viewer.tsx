// A page large: nearer, further, turned; the other pages of the material with it. Without a line the small picture serves.
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Application, Page } from '../schema/types'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { ahead, arrivalOf, picture, thumbnail, usePicture } from './pictures'

const NEAREST = 6
const STEP = 1.5

export function Viewer({ row, pages, at, name, close }: { row: Application; pages: Page[]; at: number; name: string; close: () => void }) {
  const box = useRef<HTMLDialogElement>(null)
  const stage = useRef<HTMLDivElement>(null)
  const [now, setNow] = useState(at)
  const [near, setNear] = useState(1)
  const [turn, setTurn] = useState(0)
  const page = pages[now]!
  const arrival = arrivalOf(row, page.blob)
  const whole = usePicture(page.blob, picture, arrival === 'whole')
  const small = usePicture(page.type === 'application/pdf' ? undefined : page.blob, arrival === 'small' ? ahead : thumbnail, arrival !== 'no')
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null
    box.current?.showModal()
    return () => before?.focus()
  }, [])
  const size = useSize(stage)
  const go = (to: number) => {
    setNow(to)
    setNear(1)
    setTurn(0)
  }
  const url = whole.url ?? small.url
  // Escape belongs to the picture here, not to the page behind it.
  const keys = (event: KeyboardEvent) => {
    if (!['Escape', 'ArrowLeft', 'ArrowRight', '+', '-'].includes(event.key)) return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Escape') close()
    if (event.key === 'ArrowLeft' && now > 0) go(now - 1)
    if (event.key === 'ArrowRight' && now < pages.length - 1) go(now + 1)
    if (event.key === '+') setNear((was) => Math.min(NEAREST, was * STEP))
    if (event.key === '-') setNear((was) => Math.max(1, was / STEP))
  }
  return (
    <dialog class="viewer" ref={box} aria-label={t('{name}第 {n} 页，共 {all} 页', { name, n: now + 1, all: pages.length })} onKeyDown={keys} onClose={close}>
      <div class="stage" ref={stage} tabIndex={0} role="group" aria-label={t('照片，放大后可以拖着看')}>
        {arrival === 'no' ? <p>{t('这一页还没传到。传到了这里就能看。')}</p>
          : page.type === 'application/pdf' ? <Pdf url={whole.url} absent={whole.absent} />
          : url ? <div class="sheetful" style={{ width: `${size[0] * near}px`, height: `${size[1] * near}px` }}><img src={url} alt={t('{name}第 {n} 页', { name, n: now + 1 })} style={lying(size, near, turn)} /></div>
          : <p role="status">{whole.absent ? t('没网，大图要连上再看。') : t('正在打开…')}</p>}
      </div>
      {arrival === 'small' && <p class="off" role="status"><Icon name="s-up" /> {t('先看小图，清楚的还在路上，到了会换上')}</p>}
      {whole.absent && small.url && <p class="off" role="status"><Icon name="i-noline" /> {t('没网，先看小图。连上会换成大图')}</p>}
      <div class="tools">
        <b>{name} <span class="num">{now + 1}/{pages.length}</span></b>
        {pages.length > 1 && <button type="button" onClick={() => go((now + pages.length - 1) % pages.length)}><Icon name="i-back" /> {t('上一页')}</button>}
        {pages.length > 1 && <button type="button" onClick={() => go((now + 1) % pages.length)}>{t('下一页')} <Icon name="i-next" /></button>}
        <button type="button" onClick={() => setNear(Math.min(NEAREST, near * STEP))}>{t('放大')}</button>
        <button type="button" onClick={() => setNear(Math.max(1, near / STEP))}>{t('缩小')}</button>
        <button type="button" onClick={() => setTurn((turn + 90) % 360)}>{t('转一转')}</button>
        <button type="button" onClick={close}><Icon name="i-close" /> {t('关上')}</button>
      </div>
    </dialog>
  )
}

/** A page turned on its side has the height of the stage for its width. */
function lying([width, height]: [number, number], near: number, turn: number) {
  const [across, down] = turn % 180 ? [height, width] : [width, height]
  return { width: `${across * near}px`, height: `${down * near}px`, transform: `translate(-50%,-50%) rotate(${turn}deg)` }
}

function useSize(of: { current: HTMLElement | null }): [number, number] {
  const [size, setSize] = useState<[number, number]>([0, 0])
  useEffect(() => {
    const measure = () => of.current && setSize([of.current.clientWidth, of.current.clientHeight])
    measure()
    addEventListener('resize', measure)
    return () => removeEventListener('resize', measure)
  }, [])
  return size
}

function Pdf({ url, absent }: { url?: string; absent: boolean }) {
  if (!url) return <p role="status">{absent ? t('没网，大图要连上再看。') : t('正在打开…')}</p>
  return <p><a class="btn" href={url} target="_blank" rel="noopener">{t('打开 PDF')}</a></p>
}
