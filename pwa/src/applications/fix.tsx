// Mending a case that was sent back: every defect at once, only those can be changed, also without a line.
import { useEffect, useState } from 'preact/hooks'
import { problems } from '../forms/check'
import { Field } from '../forms/fields'
import '../forms/fields.css'
import { PagesField } from '../files/pages-field'
import { PageThumb } from '../files/page-thumb'
import { ErrorSummary, faultAt, type Fault } from '../forms/summary'
import { holdUpdates } from '../platform/worker'
import type { PageProps } from '../routes'
import type { Application, Defect } from '../schema/types'
import { navigate } from '../shell/router'
import { Page } from '../shell/page'
import { dayOf } from '../text/dates'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import '../ui/form.css'
import './applications.css'
import { centreOf } from '../guide/store'
import { caseOf, markFor } from './cases'
import { Chip } from './chip'
import type { Asks } from './draft'
import { draft, flush } from './drafts'
import { mendAnswers, mendPages, mendingOf, olderMending, reuse } from './mend-draft'
import { isGeneral, isMended, mendedAnswers, openDefects, shownFields, type Mending } from './mending'
import { NoDraft } from './no-draft'
import { isUploaded } from './progress'
import { road } from './road'
import { RoadList } from './road-list'
import { useAsks } from './sent'
import { ready } from './start'
import { mend } from './submit'
import { oneEach, TypedList } from './typed-list'

interface Part { row: Application; defect: Defect; asks: Asks | undefined; mending: Mending; id: string; faulty: Fault | undefined }

export default function Fix({ params }: PageProps) {
  const [known, setKnown] = useState(false)
  const [round, setRound] = useState(0)
  useEffect(() => {
    void ready().then(() => setKnown(true))
    return () => void flush()
  }, [])
  useEffect(holdUpdates, [])
  const one = caseOf(params['id']!)
  const row = one?.row
  const asks = useAsks(row)
  if (!one || !row || row.state !== 'returned') return <NoDraft id={params['id']!} draft={one?.draft && { ...one.draft, done: true }} known={known} />
  const mending = mendingOf(row)
  const defects = row.defects ?? []
  const open = openDefects(row, mending)
  const faults = round ? faultsOf(row, mending, asks) : []
  const fixed = defects.length - open.length
  const older = olderMending(row)
  const good = (asks?.materials ?? []).filter(m => row.materials?.[m.code]?.length && !defects.some(defect => defect.material === m.code))
  const centre = (row.desk && centreOf(row.desk)) || undefined

  async function send(): Promise<void> {
    setRound(now => now + 1)
    await flush()
    if (faultsOf(row!, mending, asks).length) return
    await mend({ id: row!.id, round: mending.round, answers: mending.answers, materials: mending.materials })
    await navigate(`/mine/${row!.id}`, { replace: true })
  }

  return (
    <Page
      title={faults.length ? t('有 {n} 处要改：补材料', { n: faults.length }) : t('需补正 {n} 处：{name}', { n: defects.length, name: one.name })}
      bar={t('补材料')} back={`/mine/${row.id}`}
      dock={<>
        <p class="sub" role="status">{open.length ? t('补好 {n} 处，还差 {m} 处。没网也能提交', { n: fixed, m: open.length }) : t('{n} 处都补好了。没网也能提交', { n: fixed })}</p>
        <button class={`btn${open.length ? ' two' : ''}`} type="button" onClick={() => void send()}>{t('提交补正')}</button>
      </>}>
      <section class="sec pad stack">
        <ErrorSummary faults={faults} round={round} />
        <h1>{one.name}</h1>
        <p class="line"><span><Chip mark={markFor(one)} /></span>
          {row.mend_by && <span class="sub"><b class="num">{dayOf(row.mend_by)}</b> {t('前补齐')}</span>}</p>
        <p>{t('要补的全在这里，一次补齐，不会再加。等您补的日子不算在承诺的工作日里。')}</p>
      </section>
      {older && (
        <div class="box up stack">
          <b>{t('上回补的没赶上，还给您留着')}</b>
          <TypedList asks={asks} answers={oneEach(older.answers)} materials={older.materials} />
          <p><button class="btn two" type="button" onClick={() => void reuse(row, older)}>{t('用上回补的')}</button></p>
        </div>
      )}
      {defects.map((defect, at) => {
        const id = partId(defect, at)
        return (
          <section key={id} aria-labelledby={`${id}-h`}>
            <h2 id={`${id}-h`}>{t('第 {n} 处：{what}', { n: at + 1, what: nameOf(defect, asks) })}</h2>
            <DefectPart id={id} row={row} defect={defect} asks={asks} mending={mending} faulty={faults.find(fault => fault.href === `#${id}`)} />
          </section>
        )
      })}
      {good.length > 0 && (
        <>
          <h2>{t('其余 {n} 份合格，不用再交', { n: good.length })}</h2>
          <p class="sec pad sub">{good.map(material => t(material.name)).join('、')}</p>
        </>
      )}
      <h2>{t('谁看的')}</h2>
      <RoadList stops={road(row, centre?.name ?? t('便民服务中心'), draft(row.id)?.submitted_at).filter(stop => stop.kind !== 'todo').reverse()} />
      {centre?.phone && <p class="pad"><a class="btn two" href={`tel:${centre.phone}`}>{t('打电话问')} <span class="num">{centre.phone}</span></a></p>}
    </Page>
  )
}

const partId = (defect: Defect, at: number) => (defect.field ? `f-${defect.field}` : defect.material ? `m-${defect.material}` : `d-${at}`)

function nameOf(defect: Defect, asks: Asks | undefined): string {
  const material = asks?.materials.find(one => one.code === defect.material)
  if (material) return defect.page ? t('{name}第 {n} 页', { name: t(material.name), n: defect.page }) : t(material.name)
  const title = defect.field && asks?.form?.schema.properties[defect.field]?.title
  return title ? t(title) : t('补充')
}

function DefectPart(part: Part) {
  const { row, defect, mending } = part
  return (
    <div class={`sec pad stack${part.faulty ? ' bad' : ''}`}>
      <div class="defect">
        {defect.material && <Shown part={part} />}
        <p><b>{defect.reason}</b></p>
      </div>
      {part.faulty && <p class="msg">{part.faulty.message}</p>}
      {isMended(row, defect, mending) && <p><span class="st"><Icon name="s-draft" />{t('补好了，存在手机')}</span></p>}
      <Controls {...part} />
    </div>
  )
}

/** The page that the clerk looked at. */
function Shown({ part: { row, defect, asks } }: { part: Part }) {
  const page = row.materials?.[defect.material!]?.[(defect.page ?? 1) - 1]
  return page ? <PageThumb page={page} label={t('您交的{what}', { what: nameOf(defect, asks) })} /> : null
}

function Controls({ row, defect, asks, mending, id }: Part) {
  if (defect.material) return <Pages row={row} code={defect.material} name={nameOf({ ...defect, page: undefined }, asks)} mending={mending} id={id} />
  const schema = asks?.form?.schema
  if (defect.field && schema) {
    const answers = mendedAnswers(row, mending)
    return (
      <>
        {shownFields(row, mending, defect.field, schema).map(field => (
          <Field key={field} name={field} question={schema.properties[field]!} value={answers[field]}
            required={schema.required?.includes(field) ?? false} problem={undefined}
            onValue={value => void mendAnswers(row, { [field]: value })} onLeave={() => void flush()} />
        ))}
      </>
    )
  }
  if (!isGeneral(defect)) return <p class="sub">{t('这张表还没存到手机里，有网再打开一次。')}</p>
  return (
    <>
      {(asks?.materials ?? []).filter(isUploaded).map(material => (
        <details key={material.code}>
          <summary>{t('补到“{name}”里', { name: t(material.name) })}</summary>
          <Pages row={row} code={material.code} name={t(material.name)} mending={mending} id={`${id}-${material.code}`} />
        </details>
      ))}
    </>
  )
}

function Pages({ row, code, name, mending, id }: { row: Application; code: string; name: string; mending: Mending; id: string }) {
  return (
    <PagesField id={id} name={name} pages={mending.materials[code] ?? row.materials?.[code] ?? []} application={row.id}
      onPages={change => void mendPages(row, code, change)} />
  )
}

function faultsOf(row: Application, mending: Mending, asks: Asks | undefined): Fault[] {
  const defects = row.defects ?? []
  const open = openDefects(row, mending).map(defect => ({
    message: t('还没补：{what}', { what: nameOf(defect, asks) }), href: `#${partId(defect, defects.indexOf(defect))}`
  }))
  const schema = asks?.form?.schema
  const wrong = schema ? problems(schema, mendedAnswers(row, mending)).filter(problem => problem.field in mending.answers || problem.keyword === 'required') : []
  const told = wrong.map(problem => faultAt(problem, schema))
  return [...open, ...told.filter(fault => !open.some(one => one.href === fault.href))]
}
