// "Something is wrong?": the report is there at once, also without a line; the person sees what is in it and hands it over.
import { useEffect, useState } from 'preact/hooks'
import { Page } from '../shell/page'
import { stamp } from '../text/dates'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { toast } from '../ui/toast'
import { codes } from './codes'
import { handOver } from './hand-over'
import { makeReport, type Report } from './report'
import './trouble.css'

export default function ReportPage() {
  const [report, setReport] = useState<Report>()
  const [drawn, setDrawn] = useState<Drawing[]>()
  useEffect(() => void makeReport().then(setReport), [])
  const give = async () => {
    const done = await handOver(`ganchang-${report!.client}.txt`, JSON.stringify(report, null, 1))
    if (done) toast(done === 'saved' ? t('存到手机的下载里了，可以发给镇上') : t('转出去了'))
  }
  const show = async () => {
    const [{ encode }, texts] = await Promise.all([import('uqr'), codes(report!)])
    setDrawn(texts.map((text) => drawing(encode(text, { ecc: 'L', border: 4 }).data)))
  }
  return (
    <Page title={t('出问题了？')} back="/settings"
      dock={report && (
        <>
          <button class="btn" type="button" onClick={() => void give()}><Icon name="i-share" /> {t('把报告发给镇上')}</button>
          {!drawn && <button class="btn two" type="button" onClick={() => void show()}>{t('给窗口扫码')}</button>}
        </>
      )}>
      <div class="pad stack" role="status">
        <p><b>{report ? t('报告做好了。') : t('正在做报告…')}</b> {t('里面没有姓名、电话、证件号，也没有您填的内容，只有手机和镇上怎么联系的记录。没网也能做。')}</p>
      </div>
      {drawn && <Codes drawn={drawn} />}
      {report && <Told report={report} />}
    </Page>
  )
}

function Told({ report }: { report: Report }) {
  const unsent = report.outbox.length
  return (
    <>
      <dl class="sec facts">
        <div>
          <dt>{t('手机代号')}</dt>
          <dd><b class="num">{report.client}</b><br /><small>{t('打电话时报这几个字就行')}</small></dd>
        </div>
        <div>
          <dt>{t('没送到的')}</dt>
          <dd>{unsent ? t('{n} 件，都还在手机里', { n: unsent }) : t('没有')}</dd>
        </div>
        <div>
          <dt>{t('上次联系')}</dt>
          <dd>{report.synced_at ? <span class="num">{stamp(report.synced_at)}</span> : t('还没联系上过')}</dd>
        </div>
      </dl>
      <details class="sec what">
        <summary>{t('看看报告里写了什么')}</summary>
        <pre lang="en" tabIndex={0}>{JSON.stringify(report, null, 1)}</pre>
      </details>
    </>
  )
}

function Codes({ drawn }: { drawn: Drawing[] }) {
  return (
    <section class="sec pad stack center">
      <p>{t('共 {n} 张，一张一张扫', { n: drawn.length })}</p>
      {drawn.map(({ size, path }, i) => (
        <figure key={i}>
          <svg class="qr wide" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t('报告的二维码，第 {i} 张，共 {n} 张', { i: i + 1, n: drawn.length })} shape-rendering="crispEdges">
            <path d={path} />
          </svg>
          <figcaption class="num">{i + 1}/{drawn.length}</figcaption>
        </figure>
      ))}
    </section>
  )
}

interface Drawing {
  size: number
  path: string
}

function drawing(rows: boolean[][]): Drawing {
  const path = rows.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')).join('')).join('')
  return { size: rows.length, path }
}
