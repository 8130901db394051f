import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, InputNumber, Select, Skeleton } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tError } from '../../../ui/i18n'
import { Panel } from '../../../ui/PageHeader'
import { can, useCan, useSession } from '../../../ui/session'
import { EmptyState, ErrorState } from '../../../ui/States'
import { StatusTag, type Hue } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'
import { useNumbers } from './numbers'
import { n, type Card } from './words'

const hue: Record<string, Hue> = { asked: 'orange', approved: 'green', refused: 'red' }

interface Values {
  path: string
  field: 'done' | 'excluded' | 'questioned'
  became: number
  reason: string
}

/** What was found out after the freeze; the frozen figure stays beside it. */
export function Corrections({ card }: { card: Card }) {
  const cache = useQueryClient()
  const { me } = useSession()
  const { message } = App.useApp()
  const [open, setOpen] = useState(false)
  const mayAsk = useCan('campaign.edit') && (card.state === 'frozen' || card.state === 'announced')
  const { still, error, refetch } = useNumbers(card, '')
  const schools = useQuery({
    queryKey: ['campaign', card.id, 'schools'], enabled: open,
    queryFn: () => must(api.GET('/api/v1/campaigns/{id}/ranking', { params: { path: { id: card.id }, query: { level: 'school' } } })),
  }).data
  if (error && !still) return <ErrorState error={error} retry={() => void refetch()} />
  if (!still) return <Skeleton active />
  const again = () => cache.invalidateQueries({ queryKey: ['campaign'] })
  const decide = async (correctionId: string, verb: 'approve' | 'refuse') => {
    try {
      await must(api.POST(`/api/v1/campaigns/{id}/corrections/{correctionId}/${verb}`, { params: { path: { id: card.id, correctionId } } }))
    } catch (e) {
      void message.error(tError(problemOf(e)))
    }
    await again()
  }
  return (
    <Panel title={t('campaign.tabs.corrections')} extra={mayAsk && <Button type="primary" onClick={() => setOpen(true)}>{t('campaign.correct')}</Button>}>
      {still.corrections.length === 0 ? (
        <EmptyState title={t('campaign.noCorrections')} hint={t('campaign.correctHint')} />
      ) : (
        <div className="cam-scroll" tabIndex={0} role="region" aria-label={t('campaign.tabs.corrections')}>
          <table className="cam-table">
            <thead>
              <tr>
                <th scope="col" className="cam-left">{t('campaign.level.school')}</th>
                <th scope="col" className="cam-left">{t('campaign.figure')}</th>
                <th scope="col">{t('campaign.was')}</th>
                <th scope="col">{t('campaign.became')}</th>
                {(['reason', 'asked', 'stateOf'] as const).map((k) => <th scope="col" className="cam-left" key={k}>{t(`campaign.${k}`)}</th>)}
                <th scope="col"><span className="visually-hidden">{t('campaign.decide')}</span></th>
              </tr>
            </thead>
            <tbody>
              {still.corrections.map((x) => (
                <tr key={x.id}>
                  <th scope="row" className="cam-left">{x.name}</th>
                  <td className="cam-left">{t(`campaign.field.${x.field}`)}</td>
                  <td>{n(x.was)}</td>
                  <td className="cam-rate">{n(x.became)}</td>
                  <td className="cam-left cam-wrap">{x.reason}</td>
                  <td className="cam-left cell-two"><span>{x.asker}</span><span className="dim">{dateTime(x.askedAt)}</span></td>
                  <td className="cam-left cell-two"><span><StatusTag hue={hue[x.state] ?? 'grey'}>{t(`campaign.decision.${x.state}`)}</StatusTag></span><span className="dim">{[x.decider, dateTime(x.decidedAt)].filter(Boolean).join(' ')}</span></td>
                  <td>
                    {x.state === 'asked' && can(me, 'campaign.approve', x.path) && x.askedBy !== me.person.id && (
                      <span className="cam-acts">
                        <Button size="small" type="primary" onClick={() => void decide(x.id, 'approve')}>{t('campaign.agree')}</Button>
                        <Button size="small" onClick={() => void decide(x.id, 'refuse')}>{t('campaign.refuse')}</Button>
                      </span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="dim cam-note">{t('campaign.correctHint')}</p>
      <FormDrawer<Values>
        open={open} title={t('campaign.correct')} submitText={t('campaign.acts.submit')} onClose={() => setOpen(false)}
        submit={(v) => must(api.POST('/api/v1/campaigns/{id}/corrections', { params: { path: { id: card.id } }, body: v }))}
        onSaved={() => {
          setOpen(false)
          void again()
        }}
      >
        <Form.Item name="path" label={t('campaign.level.school')} rules={[{ required: true }]}>
          <Select showSearch={{ optionFilterProp: 'label' }} options={(schools?.items ?? []).filter((s) => can(me, 'campaign.edit', s.path)).map((s) => ({ value: s.path, label: s.name }))} />
        </Form.Item>
        <Form.Item name="field" label={t('campaign.figure')} rules={[{ required: true }]}>
          <Select options={(['done', 'excluded', 'questioned'] as const).map((value) => ({ value, label: t(`campaign.field.${value}`) }))} />
        </Form.Item>
        <Form.Item name="became" label={t('campaign.became')} rules={[{ required: true }]}><InputNumber min={0} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="reason" label={t('campaign.reason')} rules={[{ required: true }]}><Input.TextArea rows={3} maxLength={300} /></Form.Item>
      </FormDrawer>
    </Panel>
  )
}
