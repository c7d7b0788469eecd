// The receipt on paper: centre, address and hours above, the item, the receipt's number and QR. Drawn here, also without a line.
import { Receipt } from '../applications/receipt'
import type { Application } from '../schema/types'
import { Page } from '../shell/page'
import { stamp } from '../text/dates'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { centreOf } from './guide'
import { masked, sentInAt } from './inbox'

export function ReceiptSheet({ row, back }: { row: Application; back: string }) {
  const centre = row.desk ? centreOf(row.desk) : undefined
  return (
    <Page title={t('回执')} back={back} dock={<button class="btn" type="button" onClick={() => print()}><Icon name="i-print" /> {t('打印回执')}</button>}>
      <section class="sheet pad stack">
        <p class="head"><b>{centre?.name ?? t('便民服务中心')}</b></p>
        {centre && <p class="sub">{[centre.address, centre.phone].filter(Boolean).join('　')}<br />{centre.hours}</p>}
        <h2 class="plain">{row.item_name}</h2>
        <p>{masked(row.applicant?.name ?? '')}　{row.paper ? t('窗口收件') : t('送达')} <span class="num">{stamp(sentInAt(row))}</span>　{t('材料 {n} 份', { n: Object.values(row.materials ?? {}).filter((pages) => pages.length).length + (row.paper?.length ?? 0) })}</p>
      </section>
      {row.code && <Receipt code={row.code} number={row.receipt} />}
    </Page>
  )
}
