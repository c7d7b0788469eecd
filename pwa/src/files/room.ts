// Whether the phone has room for a photo: asked before it is taken in, so that nothing fails half way.

const SPARE = 8 * 1024 * 1024

export async function hasRoom(bytes: number): Promise<boolean> {
  const estimate = await navigator.storage?.estimate?.().catch(() => undefined)
  if (!estimate?.quota) return true
  return (estimate.usage ?? 0) + bytes * 2 + SPARE < estimate.quota
}
