// How far the photos are, for pages; the uploader itself stays out of what shows it.
import { signal } from '@preact/signals'

/** The photo on its way: whose, and how much of it is there. */
export const underWay = signal<{ application: string; sha256: string; share: number } | null>(null)
/** Photos the town would not take → the code of why. */
export const refused = signal<ReadonlyMap<string, string>>(new Map())
