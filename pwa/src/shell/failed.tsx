// A page whose chunk could not be fetched: what happened, what is safe, what to do.
import { t } from '../text/t'
import { Page } from './page'
import { navigate } from './router'

export function Failed({ url }: { url: string }) {
  return (
    <Page title={t('这一页还没存到手机里')} back="/">
      <div class="pad stack">
        <p>{t('您填的都还在手机里。有网的时候再打开一次，以后没网也能用。')}</p>
        <button class="btn" type="button" onClick={() => void navigate(url, { replace: true })}>
          {t('再打开一次')}
        </button>
      </div>
    </Page>
  )
}
