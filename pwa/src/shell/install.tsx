// The hint to put the app on the home screen: once, after a first success; in the settings always.
import { dismiss, hintDue, install, installed, isIos } from '../platform/install'
import { offer } from '../platform/offer'
import { t } from '../text/t'
import { Icon } from '../ui/icon'

export function InstallHint() {
  if (!hintDue.value || (!offer.value && !isIos())) return null
  return (
    <div class="pad noprint">
      <section class="box stack" aria-labelledby="install">
        <p>
          <b id="install">{t('放到手机桌面上')}</b>
        </p>
        <p>{t('下次点一下就开，没网也能开，填的不会被手机清掉。')}</p>
        {isIos() ? <IosSteps /> : null}
        <p class="choices">
          {offer.value && (
            <button class="btn two" type="button" onClick={() => void install()}>
              {t('放到桌面')}
            </button>
          )}
          <button class="link" type="button" onClick={dismiss}>
            {t('以后再说')}
          </button>
        </p>
      </section>
    </div>
  )
}

export function InstallRow() {
  if (installed()) return null
  if (isIos()) {
    return (
      <div class="pad">
        <b>{t('放到手机桌面上')}</b>
        <IosSteps />
      </div>
    )
  }
  if (!offer.value) return null
  return (
    <button class="row" type="button" onClick={() => void install()}>
      <Icon name="s-draft" />
      <span>
        <b>{t('放到手机桌面上')}</b>
        <small>{t('下次点一下就开，没网也能开')}</small>
      </span>
    </button>
  )
}

/** An iPhone clears what a page in Safari kept after a week without use, and an app on its home screen starts empty: who
 * wants it there should put it there before anything is filled in. */
export function BeforeFirst({ first }: { first: boolean }) {
  if (!first || !isIos() || installed()) return null
  return (
    <div class="box up stack" role="group" aria-labelledby="first">
      <p id="first">
        <b>{t('先放到手机桌面，再打开来填')}</b>
      </p>
      <p>{t('苹果手机一星期不打开，就会清掉网页里填的；放到桌面的不清。')}</p>
      <IosSteps />
    </div>
  )
}

function IosSteps() {
  return (
    <ol class="stack">
      <li>
        <Icon name="i-share" /> {t('点屏幕下方的“分享”')}
      </li>
      <li>
        <Icon name="i-add" /> {t('往下找“添加到主屏幕”，点它')}
      </li>
      <li>
        <Icon name="i-tick" /> {t('右上角点“添加”')}
      </li>
    </ol>
  )
}
