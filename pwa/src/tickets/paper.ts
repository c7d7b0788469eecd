// A paper ticket as bytes for a receipt printer (ESC/POS, 80 mm, Chinese in GB18030): what a kiosk sends over USB or serial.
import type { TicketKind } from '../schema/types'

export interface Paper {
  centre: string
  kind: TicketKind
  number: number
  /** Of windows, where the hall has groups */
  group?: string
  /** 8月5日 9:42 */
  at: string
  /** How many were before it, where that was known. */
  before?: number
  /** What the QR leads to */
  link: string
}

const ESC = 0x1b
const GS = 0x1d
const NAMES: Record<TicketKind, string> = { handling: '受理', advice: '咨询', pickup: '取件' }

export function paperBytes(paper: Paper): Uint8Array {
  return slip([
    text(`${paper.centre}\n`),
    large(`${NAMES[paper.kind]} ${paper.number} 号\n`, 4),
    paper.group ? text(`在${paper.group}的窗口办\n`) : [],
    text(`${paper.at}\n`),
    paper.before === undefined ? [] : text(`前面还有 ${paper.before} 位\n`),
    qr(paper.link),
    text('手机扫一扫，看前面还有几位\n过号不用重取，跟窗口说一声\n'),
  ])
}

/** A whole paper, in the middle of the roll and cut off. */
export function slip(parts: number[][]): Uint8Array {
  return Uint8Array.from([
    [ESC, 0x40], // as switched on
    [0x1c, 0x26], // Chinese
    [ESC, 0x61, 1], // in the middle
    ...parts,
    [ESC, 0x64, 4], // out of the slit
    [GS, 0x56, 0x42, 0], // cut
  ].flat())
}

/** So many times as wide and high. */
export const large = (words: string, times: number): number[] => [GS, 0x21, (times - 1) * 17, ...text(words), GS, 0x21, 0]

/** The printer draws it: model 2, eight dots a square, error correction M. */
export function qr(link: string): number[] {
  const data = [...new TextEncoder().encode(link)]
  const command = (...rest: number[]) => [GS, 0x28, 0x6b, rest.length & 255, rest.length >> 8, ...rest]
  return [
    ...command(0x31, 0x41, 0x32, 0),
    ...command(0x31, 0x43, 8),
    ...command(0x31, 0x45, 0x31),
    ...command(0x31, 0x50, 0x30, ...data),
    ...command(0x31, 0x51, 0x30),
  ]
}

let known: Map<string, number[]> | undefined

/** Browsers read GB18030 but do not write it: the two-byte part, read once, the other way round. */
function table(): Map<string, number[]> {
  const reader = new TextDecoder('gb18030')
  const found = new Map<string, number[]>()
  for (let first = 0x81; first <= 0xfe; first++) {
    for (let second = 0x40; second <= 0xfe; second++) {
      if (second === 0x7f) continue
      const sign = reader.decode(Uint8Array.of(first, second))
      if ([...sign].length === 1 && sign !== '\uFFFD' && !found.has(sign)) found.set(sign, [first, second])
    }
  }
  return found
}

export function text(words: string): number[] {
  known ??= table()
  return [...words].flatMap((sign) => {
    const at = sign.codePointAt(0)!
    return at < 0x80 ? [at] : (known!.get(sign) ?? [0x3f])
  })
}
