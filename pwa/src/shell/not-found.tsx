// An address that is no page of this app.
import { t } from '../text/t'
import { Page } from './page'

export default function NotFound() {
  return (
    <Page title={t('没有这一页')} back="/">
      <div class="pad stack">
        <p>{t('地址可能抄错了，或者这一页已经撤了。您填的都还在手机里。')}</p>
        <a class="btn" href="/">
          {t('回到查事项')}
        </a>
      </div>
    </Page>
  )
}
