// The receipt printer at a kiosk: a serial port that was chosen once; without one the browser's own print does it.

interface Port {
  open: (how: { baudRate: number }) => Promise<void>
  close: () => Promise<void>
  writable: WritableStream<Uint8Array> | null
}
interface Serial {
  getPorts: () => Promise<Port[]>
  requestPort: () => Promise<Port>
}

const SPEED = 115_200
const serial = (): Serial | undefined => (navigator as unknown as { serial?: Serial }).serial

export const canChoose = (): boolean => serial() !== undefined

/** Within the press of a button. False when nobody chose one. */
export async function choosePrinter(): Promise<boolean> {
  return (await serial()?.requestPort().catch(() => undefined)) !== undefined
}

/** False where there is no printer, or it did not take the bytes. */
export async function sendToPrinter(bytes: () => Uint8Array): Promise<boolean> {
  const port = (await serial()?.getPorts())?.[0]
  if (!port) return false
  try {
    await port.open({ baudRate: SPEED })
    const writer = port.writable!.getWriter()
    await writer.write(bytes())
    writer.releaseLock()
    return true
  } catch {
    return false
  } finally {
    await port.close().catch(() => undefined)
  }
}
