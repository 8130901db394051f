import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Skeleton } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { FactList } from '../../../ui/FactList'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t } from '../../../ui/i18n'
import { usePathParam } from '../../../ui/nav'
import { PageHeader, Panel, TwoSides } from '../../../ui/PageHeader'
import { ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'
import { required } from '../parts/PlanForm'
import { agencyWord } from '../parts/words'
import '../parts/inspection.css'

/** A draw and everything that decided it, for whoever wants to draw again. */
export default function DrawPage() {
  const id = usePathParam('id')
  const cache = useQueryClient()
  const draw = useQuery({
    queryKey: ['inspections', 'draw', id],
    queryFn: () => must(api.GET('/api/v1/inspections/rounds/{id}/draw', { params: { path: { id } } })),
  })
  const round = useQuery({
    queryKey: ['inspections', 'round', id],
    queryFn: () => must(api.GET('/api/v1/inspections/rounds/{id}', { params: { path: { id } } })),
  })
  if (draw.error) return <ErrorState error={draw.error} retry={() => void draw.refetch()} />
  if (!draw.data || !round.data) return <Skeleton active paragraph={{ rows: 10 }} />
  const { draw: d, secret, seed, holds, title } = draw.data
  const drawn = d.drawnAt > 0
  const names = new Map(d.people.map((p) => [p.id, p]))
  return (
    <>
      <PageHeader
        back={{ href: `/inspections/rounds/${id}`, label: title }}
        title={t('inspection.draw')}
        tag={drawn && <StatusTag hue={holds ? 'green' : 'red'}>{t(holds ? 'inspection.holds' : 'inspection.holdsNot')}</StatusTag>}
        hint={t('inspection.drawHint')}
        actions={!drawn && round.data.round.mayRun && <DrawForm id={id} version={round.data.round.version} done={() => void cache.invalidateQueries({ queryKey: ['inspections'] })} />}
      />
      <TwoSides
        left={
          <Panel title={t('inspection.drawResult')}>
            {!drawn && <p className="dim">{t('inspection.notDrawn')}</p>}
            {drawn && (
              <div className="insp-scroll" role="region" aria-label={t('inspection.drawResult')} tabIndex={0}>
                <table className="insp-table">
                  <thead>
                    <tr>
                      <th scope="col">{t('inspection.order')}</th>
                      <th scope="col">{t('inspection.school')}</th>
                      <th scope="col">{t('inspection.people')}</th>
                      <th scope="col">{t('inspection.rank')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {d.result.map((x, i) => (
                      <tr key={x.schoolId}>
                        <td className="num">{i + 1}</td>
                        <th scope="row">{x.school}</th>
                        <td>
                          {x.inspectors.map((p) => `${names.get(p)?.name ?? p}（${agencyWord(names.get(p)?.agency ?? 'education')}）`).join('、')}{' '}
                          {x.short && <StatusTag hue="orange">{t('inspection.short')}</StatusTag>}
                        </td>
                        <td className="insp-hash">{x.rank.slice(0, 16)}…</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </Panel>
        }
        right={
          <>
            <Panel title={t('inspection.laidDown')}>
              <FactList
                single
                facts={[
                  { label: t('inspection.laidDownAt'), value: dateTime(d.committed) },
                  { label: t('inspection.rule'), value: t('inspection.ruleIs', { share: d.rule.share, n: d.rule.inspectors, by: t(d.rule.perCounty ? 'inspection.perCounty' : 'inspection.wholeArea') }) },
                  { label: t('inspection.candidates'), value: t('inspection.candidatesAre', { schools: d.schools.length, people: d.people.length }) },
                  { label: t('inspection.secretHash'), value: <span className="insp-hash">{d.secretHash}</span> },
                  { label: t('inspection.schoolHash'), value: <span className="insp-hash">{d.schoolHash}</span> },
                  { label: t('inspection.peopleHash'), value: <span className="insp-hash">{d.peopleHash}</span> },
                ]}
              />
            </Panel>
            {drawn && (
              <Panel title={t('inspection.opened')}>
                <FactList
                  single
                  facts={[
                    { label: t('inspection.drawnAt'), value: `${dateTime(d.drawnAt)} ${d.drawnBy}` },
                    { label: t('inspection.word'), value: d.word },
                    { label: t('inspection.witness'), value: d.witness },
                    { label: t('inspection.secret'), value: <span className="insp-hash">{secret}</span> },
                    { label: t('inspection.seed'), value: <span className="insp-hash">{seed}</span> },
                  ]}
                />
              </Panel>
            )}
            <Panel title={t('inspection.algorithm')}>
              <ol>
                {(['a1', 'a2', 'a3', 'a4', 'a5'] as const).map((k) => (
                  <li key={k}>{t(`inspection.${k}`)}</li>
                ))}
              </ol>
            </Panel>
          </>
        }
      />
    </>
  )
}

function DrawForm({ id, version, done }: { id: string; version: number; done: () => void }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('inspection.drawNow')}
      </Button>
      {open && (
        <FormDrawer<{ word: string; witness: string }>
          open
          title={t('inspection.drawNow')}
          submitText={t('inspection.drawNow')}
          submit={(v) => must(api.POST('/api/v1/inspections/rounds/{id}/draw', { params: { path: { id } }, body: { version, ...v } }))}
          onClose={() => setOpen(false)}
          onSaved={() => (setOpen(false), done())}
        >
          <p className="dim">{t('inspection.drawOnce')}</p>
          <Form.Item name="word" label={t('inspection.word')} extra={t('inspection.wordHint')} rules={required}>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="witness" label={t('inspection.witness')} rules={required}>
            <Input maxLength={40} />
          </Form.Item>
        </FormDrawer>
      )}
    </>
  )
}
