// What readers say is wrong in the guide, for the supervisor, newest first.
import type { ErrorReport } from '../schema/types'
import { rows } from '../sync/preview'
import { stamp } from '../text/dates'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { deskView } from './guide'

export function Reports({ back }: { back: string }) {
  const reports = [...rows<ErrorReport>('error_report').value].sort((a, b) => b.at - a.at)
  const nameOf = (code: string) => deskView.value.titles.find((title) => title.code === code)?.name ?? code
  return (
    <section class="case" aria-labelledby="reports">
      <div class="who">
        <a class="back" href={back}><Icon name="i-back" /> {t('回到收件')}</a>
        <h1 id="reports" tabIndex={-1}>{t('群众说指南有错，{n} 条', { n: reports.length })}</h1>
        <p class="sub">{t('看事项是不是真的写错了，再请县里改指南。')}</p>
      </div>
      {reports.length === 0 ? <p class="pad">{t('还没有人说哪里错了。')}</p> : (
        <ol>
          {reports.map((report) => (
            <li key={report.id}>
              <a class="row" href={`/i/${encodeURIComponent(report.item)}`}>
                <span><b>{nameOf(report.item)}</b>{report.text}<small class="num">{stamp(report.at)}</small></span>
                <Icon name="i-next" />
              </a>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
