import { useQuery } from '@tanstack/react-query'
import { api, must } from '../../../api/client'
import { FactList } from '../../../ui/FactList'
import { t } from '../../../ui/i18n'
import { Panel, TwoSides } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { date, dateTime } from '../../../ui/time'
import { stages, stageWord, type Card } from './words'

/** What is asked of whom, until when. */
export function Plan({ card }: { card: Card }) {
  const maySee = useCan('lesson.view')
  const lessons = useQuery({
    queryKey: ['campaign', 'lessons'], staleTime: 60_000, enabled: maySee,
    queryFn: () => must(api.GET('/api/v1/lessons', { params: { query: { state: 'published', limit: 500 } } })),
  }).data
  const called = (id: string) => lessons?.items.find((l) => l.id === id)?.title ?? ''
  return (
    <TwoSides
      left={
        <Panel title={t('campaign.stepsTitle')}>
          <ol className="cam-plan">
            {card.steps.map((s, i) => (
              <li key={i}>
                <b>{s.title}</b> <span className="dim">{[t(`campaign.kind.${s.kind}`), s.optional ? t('campaign.form.optionalYes') : '', s.minSeconds ? t('campaign.atLeast', { n: s.minSeconds }) : ''].filter(Boolean).join(' · ')}</span>
                {s.text && <div>{s.text}</div>}
                {stages.filter((stage) => s.lessons?.[stage]).map((stage) => (
                  <div className="dim" key={stage}>{t('campaign.lessonLine', { stage: t(`campaign.stage.${stage}`), title: called(s.lessons?.[stage] ?? '') })}</div>
                ))}
              </li>
            ))}
          </ol>
        </Panel>
      }
      right={
        <Panel title={t('campaign.tabs.plan')}>
          <FactList
            single
            facts={[
              { label: t('campaign.area'), value: card.areaName },
              { label: t('campaign.window'), value: `${date(card.startAt)} — ${date(card.untilAt)}` },
              { label: t('campaign.snapshotAt'), value: dateTime(card.snapshotAt) },
              { label: t('campaign.stages'), value: card.stages.map(stageWord).join('、') },
              { label: t('campaign.definition'), value: card.definition },
              { label: t('campaign.author'), value: card.authorName },
              { label: t('campaign.approver'), value: card.approverName },
            ]}
          />
        </Panel>
      }
    />
  )
}
