// The page was closed on the way: the trip can go on from here, or is over.
import { Page } from '../shell/page'
import { t } from '../text/t'
import { Waiting } from './drive-notes'
import type { Drive } from './drive-kept'
import { endLeft, goOn } from './drive-run'
import { shortStop } from './times'
import { clockOn } from './words'

export function Unfinished({ drive }: { drive: Drive }) {
  return (
    <Page
      title={t('开车发位置')}
      back="/mine"
      dock={(
        <>
          <button class="btn drive-go" type="button" onClick={goOn}>{t('接着开')}</button>
          <button class="btn two" type="button" onClick={() => void endLeft()}>{t('已经收车了')}</button>
        </>
      )}
    >
      <section class="sec pad stack">
        <p class="drive-big num">{clockOn(drive.starts, drive.on)}</p>
        <h1>{t('{line}，往{to}', { line: drive.name, to: shortStop(drive.to) })}</h1>
        <p>{t('这一班还没收车，页面中途关过。接着开，前面的位置都还在。')}</p>
      </section>
      <Waiting />
    </Page>
  )
}
