// Another centre: those of the person's own place first, all others by name.
import { useEffect, useState } from 'preact/hooks'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { allCentres, ownCentres, type Named } from './elsewhere'

const MOST = 30

/** `to` makes the address of a centre. */
export function Centres({ to }: { to: (code: string) => string }) {
  const [typed, setTyped] = useState('')
  const [all, setAll] = useState<Named[] | null>()
  const name = typed.trim()
  const fetchAll = () => void allCentres().then(setAll, () => setAll(null))
  useEffect(() => {
    if (name && !all) fetchAll()
  }, [name !== ''])
  const found = name ? (all ?? ownCentres()).filter((one) => one.name.includes(name)).slice(0, MOST) : ownCentres()
  return (
    <>
      <form class="pad" role="search" onSubmit={(event) => event.preventDefault()}>
        <label class="ask" for="centre">
          {t('哪个便民服务中心')}
        </label>
        <p class="find">
          <Icon name="i-find" />
          <input id="centre" type="search" autocomplete="off" placeholder={t('镇、区、县的名字')} value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
        </p>
      </form>
      <p class="pad sub" role="status" hidden={!name}>
        {all === null ? t('没网，只能找您这里的；有网再找别处的') : all === undefined ? t('正在找…') : t('找到 {n} 处', { n: found.length })}
      </p>
      <ul class="sec">
        {found.map((one) => (
          <li key={one.code}>
            <a class="row" href={to(one.code)}>
              <span>{one.name}</span>
              <Icon name="i-next" />
            </a>
          </li>
        ))}
      </ul>
    </>
  )
}
