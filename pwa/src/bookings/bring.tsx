// What to bring: the item's materials, so that one trip is enough. Read from the guide on the phone.
import { useEffect, useState } from 'preact/hooks'
import { wholeItem } from '../applications/asks'
import type { Booking, Material } from '../schema/types'
import { t } from '../text/t'
import { Icon } from '../ui/icon'

export function Bring({ row }: { row: Booking }) {
  const [materials, setMaterials] = useState<Material[]>()
  useEffect(() => {
    let left = false
    if (row.item) void wholeItem(row.item, row.centre).then((item) => !left && setMaterials(item?.materials ?? []), () => undefined)
    return () => void (left = true)
  }, [row.item, row.centre])
  if (!row.item && row.kind !== 'window') return null
  if (!row.item) return <p class="asof">{t('带上身份证。要办哪件事，到了窗口问。')}</p>
  if (!materials?.length) return null
  return (
    <>
      <h2>{row.kind === 'visit' ? t('准备好这些材料') : t('要带的材料')}</h2>
      <ul class="sec">
        {materials.map((material) => (
          <li class="row" key={material.code}>
            <Icon name="i-tick" />
            <span><b>{material.name}</b>{note(material) && <small>{note(material)}</small>}</span>
          </li>
        ))}
      </ul>
      <p class="asof"><a href={`/i/${encodeURIComponent(row.item)}`}>{t('看办事指南')}</a></p>
    </>
  )
}

function note(material: Material): string {
  const when = material.need === 'if' ? (material.when ? t('{when}才要', { when: material.when }) : t('有的话带上')) : ''
  return [when, material.note].filter(Boolean).join(t('，'))
}
