// The pages of one material: taken by camera or chosen as files, looked at, retaken, moved, taken away.
import { useState } from 'preact/hooks'
import type { Page } from '../schema/types'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { toast } from '../ui/toast'
import { PageThumb } from './page-thumb'
import { keepPhoto } from './photos'
import { Large, Unfit } from './shrink'

const ACCEPT = 'image/*,application/pdf'
export const MOST = 20

interface Props {
  id: string
  name: string
  pages: Page[]
  application: string
  describedBy?: string
  onPages: (change: (pages: Page[]) => Page[]) => void
}

export function PagesField({ id, name, pages, application, describedBy, onPages }: Props) {
  const [busy, setBusy] = useState(0)
  const [trouble, setTrouble] = useState('')
  const [asked, setAsked] = useState<Asked>()

  async function take(files: ArrayLike<File> | null, replace?: string, consent = false): Promise<void> {
    setTrouble('')
    setAsked(undefined)
    const all = Array.from(files ?? [])
    const chosen = replace ? all.slice(0, 1) : all.slice(0, MOST - pages.length)
    if (chosen.length < all.length) setTrouble(t('{name}最多 {n} 页，后面的 {left} 张没存', { name, n: MOST, left: all.length - chosen.length }))
    setBusy(chosen.length)
    for (const file of chosen) {
      try {
        const page = await keepPhoto(file, application, consent)
        onPages(now => put(now, page, replace))
      } catch (error) {
        if (error instanceof Large) setAsked({ file, replace })
        else {
          if (!(error instanceof Unfit)) console.error(error)
          setTrouble(t(error instanceof Unfit ? error.message : '这一张没存下来，请再试一次'))
        }
      }
      setBusy(now => now - 1)
    }
  }

  /** A photo is minutes of somebody's care, and the button is beside another one. */
  function drop(page: Page, at: number): void {
    onPages(now => now.filter(one => one.blob !== page.blob))
    toast(t('去掉了{name}第 {n} 页', { name, n: at + 1 }), () => onPages(now => putBack(now, page, at)))
  }

  return (
    <div class="stack">
      {pages.length > 0 && (
        <ol class="pages">
          {pages.map((page, at) => (
            <li key={page.blob}>
              <PageThumb page={page} label={t('{name}第 {n} 页', { name, n: at + 1 })} />
              <div class="acts">
                <label class="btn two">
                  {t('重拍第 {n} 页', { n: at + 1 })}
                  <input type="file" accept={ACCEPT} capture="environment" onChange={event => void take(event.currentTarget.files, page.blob)} />
                </label>
                {at > 0 && (
                  <button type="button" class="btn two" aria-label={t('{name}第 {n} 页往前移', { name, n: at + 1 })}
                    onClick={() => onPages(now => forward(now, page.blob))}>{t('往前移')}</button>
                )}
                <button type="button" class="btn two" aria-label={t('去掉{name}第 {n} 页', { name, n: at + 1 })}
                  onClick={() => drop(page, at)}>{t('去掉')}</button>
              </div>
            </li>
          ))}
        </ol>
      )}
      {trouble && <p class="msg" role="alert">{trouble}</p>}
      {asked && (
        <div class="stack" role="alert">
          <p>{t('这份 PDF 有 {mb} MB，信号弱时要传 {n} 分钟左右。拍照会小得多。', sizeOf(asked.file))}</p>
          <p class="take">
            <button type="button" class="btn two" onClick={() => void take([asked.file], asked.replace, true)}>{t('就用这份 PDF')}</button>
            <button type="button" class="btn two" onClick={() => setAsked(undefined)}>{t('不用了')}</button>
          </p>
        </div>
      )}
      <p role="status" class="sub">{busy > 0 ? t('正在存 {n} 张…', { n: busy }) : ''}</p>
      {pages.length < MOST && (
        <div class="take">
          <label class="btn two">
            <Icon name="i-camera" />{pages.length ? t('再拍一页') : t('拍照')}
            <input id={id} type="file" accept="image/*" capture="environment" aria-label={t('拍{name}', { name })}
              aria-describedby={describedBy} onChange={event => void taken(event, take)} />
          </label>
          <label class="btn two">
            {t('选照片或文件')}
            <input type="file" accept={ACCEPT} multiple aria-label={t('选{name}的照片或文件', { name })}
              onChange={event => void taken(event, take)} />
          </label>
        </div>
      )}
    </div>
  )
}

interface Asked { file: File; replace?: string }

/** Minutes at 20 kbit/s, a weak GPRS line. */
const sizeOf = (file: File) => ({ mb: (file.size / 1_000_000).toFixed(1), n: Math.ceil(file.size / 2500 / 60) })

/** The same file can be chosen again after it was taken away. */
async function taken(event: Event, take: (files: FileList | null) => Promise<void>): Promise<void> {
  const input = event.currentTarget as HTMLInputElement
  await take(input.files)
  input.value = ''
}

/** The same photo twice in one material is one page. */
export function put(pages: Page[], page: Page, replace?: string): Page[] {
  const others = pages.filter(one => one.blob !== page.blob || one.blob === replace)
  if (replace && others.some(one => one.blob === replace)) return others.map(one => (one.blob === replace ? page : one))
  return [...others, page]
}

/** Where it was, as far as the others are still there. */
export function putBack(pages: Page[], page: Page, at: number): Page[] {
  if (pages.length >= MOST || pages.some(one => one.blob === page.blob)) return pages
  return [...pages.slice(0, at), page, ...pages.slice(at)]
}

export function forward(pages: Page[], blob: string): Page[] {
  const at = pages.findIndex(one => one.blob === blob)
  if (at < 1) return pages
  return [...pages.slice(0, at - 1), pages[at]!, pages[at - 1]!, ...pages.slice(at + 1)]
}
