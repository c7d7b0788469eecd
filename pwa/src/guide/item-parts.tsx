// The blocks of an item's page: conditions, materials to tick off, the road, the two limits, where and by whom.
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { Item, Material } from '../schema/types'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { villageName } from './chosen'
import { centreOf, department, placeName } from './store'
import { tick, ticked } from './ticks'
import { grade, kind, windowClass, workdays } from './words'

export function Conditions({ item }: { item: Item }) {
  if (!item.conditions?.length) return null
  return (
    <>
      <h2>{item.conditions.length > 1 ? t('这几条都符合就能办') : t('符合这一条就能办')}</h2>
      <ul class="sec">
        {item.conditions.map((condition) => (
          <li class="row">
            <Icon name="i-tick" />
            <span>{condition}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

export function Materials({ item }: { item: Item }) {
  const [have, setHave] = useState(() => ticked(item.code))
  if (!item.materials?.length) return null
  return (
    <>
      <h2>{t('要带的材料')}</h2>
      <div class="sec">
        {item.materials.map((material) => (
          <label class="row" key={material.code}>
            <span>
              <b>{material.name}</b>
              <small>{about(material)}</small>
              {material.grade && <small>{grade(material.grade)}</small>}
            </span>
            <input
              type="checkbox"
              checked={have.includes(material.code)}
              onChange={(event) => setHave(tick(item.code, material.code, event.currentTarget.checked))}
            />
          </label>
        ))}
        <p class="row noprint">
          <small>{t('有了就打勾，只记在这部手机')}</small>
        </p>
      </div>
    </>
  )
}

function about(material: Material): string {
  const words: string[] = []
  if (material.need === 'if') words.push(material.when ? t('{when}才要', { when: material.when }) : t('有的话带上'))
  if (material.original && !material.note?.includes('原件')) words.push(t('原件'))
  if (material.copies) words.push(t('复印件 {n} 份', { n: material.copies }))
  if (material.pages && material.pages > 1) words.push(t('一般 {n} 页', { n: material.pages }))
  if (material.from) words.push(t('{who}发的', { who: material.from }))
  const text = words.join(t('，'))
  return material.note ? (text ? `${text}${t('。')}${material.note}` : material.note) : text
}

export function Steps({ item }: { item: Item }) {
  if (!item.steps?.length) return null
  return (
    <>
      <h2>{t('怎么走完')}</h2>
      <ol class="sec way">
        {item.steps.map((step) => (
          <li>
            <Icon name="s-todo" />
            <b>{step.name}</b>
            <small>{[step.by !== step.name && step.by, step.note, step.days && workdays(step.days)].filter(Boolean).join(' · ')}</small>
          </li>
        ))}
      </ol>
    </>
  )
}

/** Both on one scale, the longer one being the whole. */
export function Limits({ item }: { item: Item }) {
  const { promised_days: promised, statutory_days: statutory } = item
  if (promised === undefined && statutory === undefined) return null
  const most = Math.max(promised ?? 0, statutory ?? 0) || 1
  const width = (days: number) => `--w:${Math.max(4, Math.round((100 * days) / most))}%`
  return (
    <>
      <h2>{t('多久办好')}</h2>
      <dl class="sec pad limits">
        {promised !== undefined && (
          <div style={width(promised)}>
            <dt>{t('我们承诺')}</dt>
            <dd>
              <b class="num">{workdays(promised)}</b>
            </dd>
          </div>
        )}
        {statutory !== undefined && (
          <div class="law" style={width(statutory)}>
            <dt>{t('法律规定')}</dt>
            <dd class="num">{statutory === 0 ? t('没有规定') : workdays(statutory)}</dd>
          </div>
        )}
      </dl>
    </>
  )
}

export function Where({ item }: { item: Item }) {
  const at = centreOf(item.org)
  const owner = department(item.department)
  const phone = item.phone ?? at?.phone
  const handedDown = item.delegated_by && placeName(item.delegated_by)
  return (
    <>
      <h2>{t('在哪办')}</h2>
      <dl class="sec facts">
        <Fact name={t('地方')}>
          {[at?.name ?? villageName(placeName(item.org)), item.window].filter(Boolean).join(' ')}
          {at?.address && (
            <>
              <br />
              <small>{at.address}</small>
            </>
          )}
        </Fact>
        <Fact name={t('时间')}>
          {at?.hours} <a href={`/when/${at?.code ?? ''}?item=${item.code}`}>{t('什么时候能去办')}</a>
        </Fact>
        {phone && (
          <Fact name={t('电话')}>
            <a class="num" href={`tel:${phone}`}>
              {phone}
            </a>
          </Fact>
        )}
        <Fact name={t('谁来办')}>{item.attend ? t('要本人到场：{why}', { why: item.attend }) : t('不用本人到场')}</Fact>
        <Fact name={t('归谁管')}>
          {owner?.name ?? item.department}
          {handedDown && (
            <>
              <br />
              <small>{t('{who}下放到这里办', { who: handedDown })}</small>
            </>
          )}
        </Fact>
        {item.fee_note && <Fact name={t('收费')}>{item.fee_note}</Fact>}
        {item.result && <Fact name={t('办成')}>{item.result}</Fact>}
        {item.basis && <Fact name={t('依据')}>{item.basis}</Fact>}
        {item.kind !== undefined && (
          <Fact name={t('类型')}>{[kind(item.kind), item.window_class && windowClass(item.window_class)].filter(Boolean).join(t('，'))}</Fact>
        )}
      </dl>
    </>
  )
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
