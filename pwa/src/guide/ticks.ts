// Which materials somebody has ready: ticked for oneself, kept on this phone only.
const KEY = 'ganchang-ticks'

type Ticks = Record<string, string[]>

function read(): Ticks {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Ticks
  } catch {
    return {}
  }
}

export const ticked = (item: string): string[] => read()[item] ?? []

export function tick(item: string, material: string, on: boolean): string[] {
  const all = read()
  const now = ticked(item).filter((one) => one !== material)
  if (on) now.push(material)
  if (now.length) all[item] = now
  else delete all[item]
  try {
    localStorage.setItem(KEY, JSON.stringify(all))
  } catch {
    // A private window keeps the ticks as long as the page.
  }
  return now
}
