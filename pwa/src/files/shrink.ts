// Makes a photo small enough for a slow line. Drawing it anew drops EXIF (place, time) and keeps it upright.
import { PDF_LIMIT, fit, kindOf, type Kind } from './kind'

export const PHOTO_LIMIT = 400 * 1024
const TRIES = [[1600, 0.8], [1600, 0.65], [1600, 0.5], [1280, 0.5], [1024, 0.5], [800, 0.4]] as const
/** Goes ahead of the photo, as text: a third more on the line. */
const THUMB_LIMIT = 6 * 1024
const THUMB_TRIES = [[320, 0.5], [240, 0.4], [160, 0.4], [120, 0.3]] as const
/** A paper of this size takes ten minutes on a weak line. */
const LARGE_PDF = 1.5 * 1024 * 1024

/** What is wrong with a file, in words for the person who chose it. */
export class Unfit extends Error {}

/** Cannot be made smaller: goes out as it is only when the person says so. */
export class Large extends Error {
  constructor(readonly size: number) {
    super('large')
  }
}

export interface Shrunk { blob: Blob; type: Kind; thumb?: Blob }

export async function shrink(file: Blob, consent = false): Promise<Shrunk> {
  const kind = kindOf(new Uint8Array(await file.slice(0, 16).arrayBuffer()))
  if (kind === 'application/pdf') return pdf(file, consent)
  if (!kind) throw new Unfit('这不是照片，也不是 PDF，收不下。请拍一张照片')
  const picture = await decode(file).catch(() => undefined)
  if (!picture) throw new Unfit(kind === 'heic' ? '这种照片（HEIC）手机打不开，请直接用“拍照”再拍一张' : '这张照片坏了，打不开，请再拍一张')
  try {
    return { ...(await draw(picture)), thumb: await drawSmall(picture) }
  } finally {
    picture.close()
  }
}

function pdf(file: Blob, consent: boolean): Shrunk {
  if (file.size > PDF_LIMIT) throw new Unfit('这份 PDF 太大（超过 5 MB），请改成拍照')
  if (file.size > LARGE_PDF && !consent) throw new Large(file.size)
  return { blob: new Blob([file], { type: 'application/pdf' }), type: 'application/pdf' }
}

function decode(file: Blob): Promise<ImageBitmap> {
  return createImageBitmap(file, { imageOrientation: 'from-image' })
}

async function draw(picture: ImageBitmap): Promise<Shrunk> {
  let smallest: Shrunk | undefined
  for (const [longest, quality] of TRIES) {
    const blob = await encode(picture, fit(picture.width, picture.height, longest), quality)
    smallest = { blob, type: blob.type as Kind }
    if (blob.size <= PHOTO_LIMIT) return smallest
  }
  return smallest!
}

async function drawSmall(picture: ImageBitmap): Promise<Blob | undefined> {
  for (const [longest, quality] of THUMB_TRIES) {
    const blob = await encode(picture, fit(picture.width, picture.height, longest), quality)
    if (blob.size <= THUMB_LIMIT) return blob
  }
  return undefined
}

async function encode(picture: ImageBitmap, size: { width: number; height: number }, quality: number): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = size.width
  canvas.height = size.height
  const pen = canvas.getContext('2d')
  if (!pen) throw new Unfit('手机内存不够，关掉别的程序再试')
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, size.width, size.height)
  pen.drawImage(picture, 0, 0, size.width, size.height)
  // Browsers that cannot write WebP give PNG instead, many times larger.
  const webp = await toBlob(canvas, 'image/webp', quality)
  const blob = webp?.type === 'image/webp' ? webp : await toBlob(canvas, 'image/jpeg', quality)
  canvas.width = canvas.height = 0
  if (!blob) throw new Unfit('手机内存不够，关掉别的程序再试')
  return blob
}

function toBlob(canvas: HTMLCanvasElement, type: string, quality: number): Promise<Blob | null> {
  return new Promise(resolve => canvas.toBlob(resolve, type, quality))
}
