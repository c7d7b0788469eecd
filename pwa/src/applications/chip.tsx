// The chip of a state: shape, word and colour, never one alone.
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import type { Mark } from './state'

export function Chip({ mark }: { mark: Mark }) {
  return (
    <span class={`st ${mark.cls}`}>
      <Icon name={mark.icon} class={mark.breathing ? 'sync' : undefined} />
      {t(mark.word, mark.values)}
    </span>
  )
}
