import { Skeleton } from 'antd'
import { t } from '../../../ui/i18n'
import { FactList } from '../../../ui/FactList'
import { usePageTitle, usePathParam } from '../../../ui/nav'
import { PageHeader, Panel, TwoSides } from '../../../ui/PageHeader'
import { ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { Timeline } from '../../../ui/Timeline'
import { date, dateTime } from '../../../ui/time'
import { Acts, MoreActs } from '../parts/Acts'
import { FiveState } from '../parts/Five'
import { HazardPapers } from '../parts/HazardPapers'
import { Listing } from '../parts/Listing'
import { useHazard } from '../parts/live'
import { Pairs } from '../parts/Pairs'
import { Story } from '../parts/Story'
import { Due, Level, Marks, Stand } from '../parts/Tags'
import { agencyWord, categoryWord, money, wayWord, type Hazard } from '../parts/words'
import '../parts/hazard.css'

/** One hazard: what it is, what is done about it, and all that happened. */
export default function HazardPage() {
  const id = usePathParam('id')
  const { data: h, error, refetch, changed } = useHazard(id)
  usePageTitle(h?.number)
  if (error && !h) return <ErrorState error={error} retry={() => void refetch()} />
  if (!h) return <Skeleton active paragraph={{ rows: 12 }} />
  return (
    <>
      <PageHeader
        back={{ href: '/hazards', label: t('hazard.title') }}
        title={`${h.place}：${h.text.length > 24 ? `${h.text.slice(0, 24)}…` : h.text}`}
        tag={
          <span className="hazard-tags">
            <Level of={h} /> <Stand of={h} />
          </span>
        }
        hint={[h.schoolName, h.number].filter(Boolean).join(' · ')}
        actions={<Acts hazard={h} changed={changed} />}
      />
      <Bars hazard={h} />
      <TwoSides
        left={
          <>
            <Panel title={t('hazard.facts')}>
              <Facts hazard={h} />
            </Panel>
            <Panel title={t('hazard.pictures')}>
              <Pairs hazard={h} />
            </Panel>
            <Panel title={t('hazard.rectify')}>
              {h.level === 'major' && <FiveState hazard={h} />}
              <Rectify hazard={h} />
              <div className="page-acts" style={{ marginTop: 12 }}>
                <MoreActs hazard={h} changed={changed} />
              </div>
            </Panel>
            <Listing hazard={h} changed={changed} />
            <Panel title={t('hazardBook.papers')}>
              <HazardPapers id={h.id} />
            </Panel>
          </>
        }
        right={
          <Panel title={t('hazard.timeline')}>
            <Story hazard={h} />
            {h.transfers.length > 0 && (
              <>
                <h3>{t('hazard.transfers')}</h3>
                <Timeline
                  items={h.transfers.map((x) => ({
                    key: String(x.at), at: x.at, title: t('hazard.transferred', { from: agencyWord(x.from), to: agencyWord(x.to) }),
                    note: `${x.reason} · ${x.state === 'sent' ? t('hazard.transferWait') : x.state === 'received' ? `${t('hazard.transferGot')} ${x.receiptNo} ${x.receiptBy}` : t('hazard.act.give_back')} ${x.note}`,
                  }))}
                />
              </>
            )}
          </Panel>
        }
      />
    </>
  )
}

/** What has to be said before everything else. */
function Bars({ hazard: h }: { hazard: Hazard }) {
  return (
    <>
      {h.asked && <p className="hazard-bar">{`${t(`hazard.askedIs.${h.asked}`, { who: h.askedBy?.who ?? '', why: h.askedWhy, day: h.askedDue ? date(h.askedDue) : '' })}（${t('hazard.askedWait')}）`}</p>}
      {h.next.includes('verify_barred') && <p className="hazard-bar">{t('hazard.ownFixBar')}</p>}
      {h.transfer === 'sent' && <p className="hazard-bar">{`${t('hazard.transferred', { from: agencyWord(h.fromAgency), to: agencyWord(h.agency) })}，${t('hazard.transferWait')}`}</p>}
      {h.recurrenceOf && (
        <p className="hazard-bar">
          {t('hazard.recurrenceOf')} <a href={`/hazards/${h.recurrenceOf}`}>{t('hazard.one')}</a>
        </p>
      )}
    </>
  )
}

function Facts({ hazard: h }: { hazard: Hazard }) {
  return (
    <FactList
      facts={[
        { label: t('hazard.text'), value: <span className="hazard-text">{h.text}</span>, wide: true },
        { label: t('hazard.school'), value: h.schoolName },
        { label: t('hazard.place'), value: h.place },
        { label: t('hazard.categoryName'), value: [categoryWord(h.category), h.sub, h.itemCode].filter(Boolean).join(' · ') },
        { label: t('hazard.agencyName'), value: agencyWord(h.agency) },
        { label: t('hazard.found'), value: dateTime(h.foundAt) },
        { label: t('hazard.finder'), value: [wayWord(h.way), h.finder, h.finderUnit].filter(Boolean).join(' · ') },
        { label: t('hazard.graded'), value: h.grader ? `${h.grader.who} ${dateTime(h.grader.at)}` : '' },
        { label: t('hazard.clauses'), value: h.clauses.join('、') },
        ...(h.basis ? [{ label: t('hazard.basis'), value: h.basis, wide: true }] : []),
        ...(h.endReason ? [{ label: t('hazard.endReason'), value: h.endReason, wide: true }] : []),
        ...(h.mergedInto ? [{ label: t('hazard.mergedInto'), value: <a href={`/hazards/${h.mergedInto}`}>{t('hazard.one')}</a> }] : []),
      ]}
    />
  )
}

function Rectify({ hazard: h }: { hazard: Hazard }) {
  return (
    <FactList
      facts={[
        { label: t('hazard.due'), value: <><Due of={h} /> {h.dueNorm && <span className="dim">{t('hazard.byNorm')}</span>} <Marks of={h} /></> },
        { label: t('hazard.kindName'), value: t(`hazard.kind.${h.kind}`) },
        { label: t('hazard.owner'), value: h.owner },
        { label: t('hazard.leader'), value: h.leader },
        { label: t('hazard.unit'), value: h.unit },
        { label: t('hazard.funds'), value: [money(h.funds), h.fundsFrom].filter(Boolean).join(' · ') },
        { label: t('hazard.measures'), value: h.measures, wide: true },
        { label: t('hazard.plan'), value: h.plan, wide: true },
        {
          label: t('hazard.interim'), wide: true,
          value: h.interim ? `${t(`hazard.interimKind.${h.interimKind as 'close'}`)}：${h.interim}（${h.interimBy} ${dateTime(h.interimAt)}）` : h.interimDue > 0 && h.state !== 'closed' ? <StatusTag hue="red">{dateTime(h.interimDue)}</StatusTag> : '',
        },
        ...(h.reportedUp ? [{ label: t('hazard.reportedUp'), value: `${h.reportedUp}（${h.reportedBy} ${dateTime(h.reportedAt)}）`, wide: true }] : []),
        { label: t('hazard.receivedBy'), value: h.receivedAt ? `${h.receivedBy} ${dateTime(h.receivedAt)}` : '' },
        { label: t('hazard.fixer'), value: h.fixer ? `${h.fixer.who} ${dateTime(h.fixer.at)}` : '' },
        { label: t('hazard.fixNote'), value: h.fixNote, wide: true },
        { label: t('hazard.verifier'), value: h.verifier ? `${h.verifier.who} ${dateTime(h.verifier.at)}` : '' },
        { label: t('hazard.verifyNote'), value: h.verifyNote },
      ]}
    />
  )
}
