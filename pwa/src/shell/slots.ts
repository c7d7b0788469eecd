// Places in the frame that are filled once the second request is here: the first document stays small.
import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'

/** Under the bar: no line, sign-in, new version, install. */
export const notes = signal<ComponentType | null>(null)
/** Above the tabs: short words after something was done. */
export const foot = signal<ComponentType | null>(null)
