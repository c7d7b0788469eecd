// 看路线图 on a line's page: fetches the map only when it is asked for and the line is good, and says why where it is not.
import { useState } from 'preact/hooks'
import type { ComponentType } from 'preact'
import type { BusLine } from '../schema/types'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import type { Buses } from './guide'
import type { LineLive } from './live'
import { whyNot } from './map-shape'

export interface OfMap { line: BusLine; buses: Buses; live: LineLive; now: number }

export function MapButton(of: OfMap) {
  const [Drawn, set] = useState<ComponentType<OfMap>>()
  const [said, say] = useState<string>()
  const press = async () => {
    const why = Drawn ? undefined : whyNot(of.line.code)
    say(why)
    if (why) return
    if (Drawn) return set(undefined)
    say(t('正在取路线图…'))
    const { LineMap } = await import('./map').catch(() => ({ LineMap: undefined }))
    say(LineMap ? undefined : t('路线图没取到。过一会儿再点一次。'))
    set(() => LineMap)
  }
  return (
    <>
      <div class="pad">
        <button class="btn two" type="button" aria-expanded={Boolean(Drawn)} onClick={() => void press()}><Icon name="i-pin" /> {Drawn ? t('收起路线图') : t('看路线图')}</button>
        <p class="sub" role="status">{said}</p>
      </div>
      {Drawn && <Drawn {...of} />}
    </>
  )
}
