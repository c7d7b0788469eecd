// Makes a photo small enough for a slow line. Drawing it anew drops EXIF (place, time) and keeps it upright.
import { PDF_LIMIT, fit, kindOf, type Kind } from './kind'

export const PHOTO_LIMIT = 400 * 1024
const TRIES = [[1600, 0.8], [1600, 0.65], [1600, 0.5], [1280, 0.5], [1024, 0.5], [800, 0.4]] as const

/** What is wrong with a file, in words for the person who chose it. */
export class Unfit extends Error {}

export interface Shrunk { blob: Blob; type: Kind; width?: number; height?: number }

export async function shrink(file: Blob): Promise<Shrunk> {
  const kind = kindOf(new Uint8Array(await file.slice(0, 16).arrayBuffer()))
  if (kind === 'application/pdf') return pdf(file)
  if (!kind) throw new Unfit('这不是照片，也不是 PDF，收不下。请拍一张照片')
  const picture = await decode(file).catch(() => undefined)
  if (!picture) throw new Unfit(kind === 'heic' ? '这种照片（HEIC）手机打不开，请直接用“拍照”再拍一张' : '这张照片坏了，打不开，请再拍一张')
  try {
    return await draw(picture)
  } finally {
    picture.close()
  }
}

function pdf(file: Blob): Shrunk {
  if (file.size > PDF_LIMIT) throw new Unfit('这份 PDF 太大（超过 5 MB），请改成拍照')
  return { blob: new Blob([file], { type: 'application/pdf' }), type: 'application/pdf' }
}

function decode(file: Blob): Promise<ImageBitmap> {
  return createImageBitmap(file, { imageOrientation: 'from-image' })
}

async function draw(picture: ImageBitmap): Promise<Shrunk> {
  let smallest: Shrunk | undefined
  for (const [longest, quality] of TRIES) {
    const size = fit(picture.width, picture.height, longest)
    const blob = await encode(picture, size, quality)
    smallest = { blob, type: blob.type as Kind, ...size }
    if (blob.size <= PHOTO_LIMIT) return smallest
  }
  return smallest!
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
