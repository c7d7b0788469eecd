// A draft that is not here, or cannot be changed any more: what happened and where to go.
import { guideState, place } from '../guide/store'
import { Page } from '../shell/page'
import { line } from '../sync/state'
import { t } from '../text/t'
import type { Draft } from './draft'

export function NoDraft({ id, draft, known }: { id: string; draft: Draft | undefined; known: boolean }) {
  if (!known) return <Page title={t('申请')} back="/mine"><p class="pad" role="status">{t('正在打开…')}</p></Page>
  if (!draft || draft.done) {
    return (
      <Page title={draft ? t('这一件已经交了') : t('这份草稿不在这部手机上')} back="/mine">
        <div class="pad stack">
          <p>{draft ? t('办到哪一步，在“我的事”里看。') : t('可能在别的手机上填的。登录同一个手机号，有网时就会出现在“我的事”里。')}</p>
          <a class="btn" href={draft ? `/mine/${id}` : '/mine'}>{draft ? t('看办到哪了') : t('看我的事')}</a>
        </div>
      </Page>
    )
  }
  return (
    <Page title={draft.item_name} bar={t('申请')} back="/mine">
      <div class="pad stack">
        <h1>{draft.item_name}</h1>
        <p role="status">{whyFormless()}</p>
        {!place.value && <p><a class="btn" href="/place">{t('选镇和村')}</a></p>}
        <a class="btn two" href="/mine">{t('看我的事')}</a>
      </div>
    </Page>
  )
}

/** Begun on another phone, and its form is not on this one. */
function whyFormless(): string {
  if (!place.value) return t('先选您住哪个镇、哪个村，这张表就存到这部手机里。您填的都还在。')
  const { percent } = guideState.value
  if (line.value !== 'off' && percent < 100) return t('这张表正在存到手机里，存好就打开，您填的都还在。')
  return t('这张表还没存到手机里。有网的时候再打开一次，您填的都还在。')
}
