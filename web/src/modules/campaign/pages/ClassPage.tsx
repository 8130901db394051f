import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Dropdown, Form, Input, Select, Skeleton } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import type { components } from '../../../api/schema'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t } from '../../../ui/i18n'
import { usePageTitle, usePathParam, useUrlState } from '../../../ui/nav'
import { serverNow } from '../../../ui/now'
import { PageHeader, Panel } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { EmptyState, ErrorState } from '../../../ui/States'
import { dateTime } from '../../../ui/time'
import { ClassMode } from '../parts/ClassMode'
import { Headline } from '../parts/Headline'
import type { Card, Numbers } from '../parts/words'
import '../parts/campaign.css'

type Seat = components['schemas']['CampaignSeat']

/** One class in one campaign, for its teacher and its school: who is done, and the lesson with the class. */
export default function ClassPage() {
  const id = usePathParam('id')
  const classId = usePathParam('class')
  const cache = useQueryClient()
  const [url, setUrl] = useUrlState()
  const [out, setOut] = useState<Seat>()
  const path = { id, classId }
  const card = useQuery({ queryKey: ['campaign', 'one', id], queryFn: () => must(api.GET('/api/v1/campaigns/{id}', { params: { path: { id } } })) }).data
  const { data, error, refetch } = useQuery({
    queryKey: ['campaign', id, 'class', classId], refetchInterval: url.teach ? false : 10_000,
    queryFn: () => must(api.GET('/api/v1/campaigns/{id}/classes/{classId}', { params: { path } })),
  })
  usePageTitle(data?.row.name)
  const school = useCan('campaign.teach', data?.row.path)
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data || !card) return <Skeleton active paragraph={{ rows: 8 }} />
  const teaching = card.state === 'running' || card.state === 'closed' || card.state === 'frozen' || card.state === 'announced'
  const again = () => cache.invalidateQueries({ queryKey: ['campaign'] })
  const numbers: Numbers = { row: data.row, level: 'school', below: 'class', children: [], grades: [], at: serverNow() }
  const strays = data.strays.filter((x) => !x.due)
  const mayExclude = school && (card.state === 'running' || card.state === 'closed')
  return (
    <>
      <PageHeader
        back={{ href: school ? `/campaigns/${id}?path=${encodeURIComponent(data.row.path)}` : '/my-class', label: school ? card.title : t('campaign.mine.title') }}
        title={`${data.school} ${data.row.name}`} hint={card.title}
        actions={teaching && <Button type="primary" size="large" onClick={() => setUrl({ teach: '1' }, { push: true })}>{t(data.holds.length ? 'campaign.class.again' : 'campaign.class.start')}</Button>}
      />
      <Headline data={numbers} card={card as Card} />
      {card.state !== 'running' && <p className="dim">{t('campaign.class.late')}</p>}
      <Panel title={t('campaign.class.names')} extra={<span className="dim">{t('campaign.class.namesHint')}</span>}>
        <ul className="cam-seats" aria-label={t('campaign.class.names')}>
          {[...data.seats].sort((a, b) => Number(a.done) - Number(b.done) || a.seat - b.seat).map((x) => (
            <li key={x.pupilId} className={x.done ? 'cam-seat cam-seat-done' : 'cam-seat'}>
              <span className="num">{x.seat}</span>
              <span>{x.name}</span>
              {!x.done && !x.excluded && mayExclude ? (
                <Dropdown trigger={['click']} menu={{ items: [{ key: 'out', label: t('campaign.class.exclude'), onClick: () => setOut(x) }] }}>
                  <Button type="text" size="small" aria-label={`${x.name} ${t('ui.more')}`}>⋯</Button>
                </Dropdown>
              ) : null}
              <small>{said(x)}</small>
            </li>
          ))}
        </ul>
        {strays.length > 0 && <p className="dim cam-note">{t('campaign.class.strays', { names: strays.map((x) => x.name).join('、') })}</p>}
      </Panel>
      <Panel title={t('campaign.class.holds')}>
        {data.holds.length === 0 ? (
          <EmptyState title={t('campaign.class.noHolds')} />
        ) : (
          <ul className="cam-plan">
            {data.holds.map((h) => (
              <li key={h.id} className="num">
                {dateTime(h.heldAt)} {h.byName}：{t('campaign.class.hold', { present: h.present, asked: h.asked, understood: h.understood, minutes: h.minutes })} <span className="dim">{h.note}</span>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      {url.teach && teaching && <ClassMode campaignId={id} classId={classId} room={data} close={() => { setUrl({ teach: '' }); void again() }} />}
      <FormDrawer<{ reason: 'ill' | 'left' | 'suspended' | 'other'; note?: string }>
        open={out !== undefined} title={t('campaign.class.excludeOf', { name: out?.name ?? '' })} submitText={t('campaign.class.exclude')} onClose={() => setOut(undefined)}
        submit={(v) => must(api.POST('/api/v1/campaigns/{id}/exclusions', { params: { path: { id } }, body: { pupilId: out?.pupilId ?? '', reason: v.reason, note: v.note ?? '' } }))}
        onSaved={() => {
          setOut(undefined)
          void again()
        }}
      >
        <Form.Item name="reason" label={t('campaign.reason')} rules={[{ required: true }]}>
          <Select options={(['ill', 'left', 'suspended', 'other'] as const).map((value) => ({ value, label: t(`campaign.excluded.${value}`) }))} />
        </Form.Item>
        <Form.Item name="note" label={t('campaign.class.note')}><Input.TextArea rows={2} maxLength={200} /></Form.Item>
      </FormDrawer>
    </>
  )
}

/** What is to be said of a pupil, in a word or two. */
function said(x: Seat): string {
  if (x.excluded) return t('campaign.class.excludedTag')
  if (x.moved) return t('campaign.class.moved')
  if (!x.done) return t('campaign.class.open')
  if (x.questioned) return t('campaign.class.questioned')
  if (x.late) return t('campaign.class.doneLate')
  return x.mode ? t(`campaign.class.mode.${x.mode}`) : t('campaign.class.done')
}
