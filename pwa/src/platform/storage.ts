// What the browser keeps for this app, and asking it not to throw that away.

export interface Storage {
  usage?: number
  quota?: number
  persisted?: boolean
}

const FULL = 0.8

export async function storage(): Promise<Storage> {
  const { usage, quota } = (await navigator.storage?.estimate?.()) ?? {}
  return { usage, quota, persisted: await navigator.storage?.persisted?.() }
}

/** Time to say so, while everything still fits. */
export const isShort = ({ usage, quota }: Storage): boolean => usage !== undefined && quota !== undefined && usage >= quota * FULL

/** Asked at the first draft; browsers decide by themselves, Firefox asks the person. */
export async function keepStorage(): Promise<void> {
  if (await navigator.storage?.persisted?.()) return
  await navigator.storage?.persist?.()
}
