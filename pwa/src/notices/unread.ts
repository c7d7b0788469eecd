// How many notices are new: for badges.
import { computed } from '@preact/signals'
import { fresh } from './all'

export const unread = computed(() => fresh.value.length)
