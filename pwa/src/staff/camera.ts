// The camera looks for a QR until one is taken: the browser's own detector, else our decoder, fetched only then.

interface Detector { detect: (image: CanvasImageSource) => Promise<{ rawValue: string }[]> }
type Read = (video: HTMLVideoElement) => Promise<string | undefined>

const EVERY_MS = 200
const LARGEST = 800

/** `found` says whether the code was taken; until then it goes on. `none` where there is no camera to be had. */
export async function watchCamera(video: HTMLVideoElement, found: (text: string) => Promise<boolean>, stop: AbortSignal): Promise<'on' | 'none'> {
  let stream: MediaStream
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
    if (stop.aborted) throw new DOMException('left', 'AbortError')
    video.srcObject = stream
    await video.play()
  } catch {
    return 'none'
  }
  stop.addEventListener('abort', () => stream.getTracks().forEach((track) => track.stop()))
  void look(video, await reader(), found, stop)
  return 'on'
}

async function look(video: HTMLVideoElement, read: Read, found: (text: string) => Promise<boolean>, stop: AbortSignal): Promise<void> {
  let last: string | undefined
  while (!stop.aborted) {
    const text = await read(video).catch(() => undefined)
    // A code that led nowhere is not asked for again while it is held up.
    if (text && text !== last && (await found(text))) return
    if (text) last = text
    await new Promise((done) => setTimeout(done, EVERY_MS))
  }
}

async function reader(): Promise<Read> {
  const Own = (globalThis as { BarcodeDetector?: new (options: { formats: string[] }) => Detector }).BarcodeDetector
  if (Own) {
    const detector = new Own({ formats: ['qr_code'] })
    return async (video) => (await detector.detect(video))[0]?.rawValue
  }
  const { decodeQR } = await import('./staff-decode')
  const canvas = document.createElement('canvas')
  const pen = canvas.getContext('2d', { willReadFrequently: true })!
  return async (video) => {
    const scale = Math.min(1, LARGEST / Math.max(video.videoWidth, video.videoHeight))
    canvas.width = Math.round(video.videoWidth * scale)
    canvas.height = Math.round(video.videoHeight * scale)
    pen.drawImage(video, 0, 0, canvas.width, canvas.height)
    return decodeQR(pen.getImageData(0, 0, canvas.width, canvas.height))
  }
}
