import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Skeleton } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField } from '../../../ui/i18n'
import { useCan } from '../../../ui/session'
import { ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { Timeline } from '../../../ui/Timeline'
import { dateTime } from '../../../ui/time'
import { faultDetail, faultWord, type Card, type FaultCard } from './words'

/** What is and was wrong with a device, newest first. */
export function Faults({ device: d, changed }: { device: Card; changed: () => void }) {
  const mayManage = useCan('device.manage', d.path)
  const { data, error, refetch } = useQuery({
    queryKey: ['equipment', d.id, 'faults'],
    queryFn: () => must(api.GET('/api/v1/equipment/faults', { params: { query: { device: d.id, limit: 50 } } })),
    refetchInterval: 10_000,
  })
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active />
  if (data.items.length === 0) return <p className="dim">{t('device.noFaults')}</p>
  return (
    <Timeline
      items={data.items.map((f) => ({
        key: f.id,
        at: f.beganAt,
        title: (
          <>
            {faultWord(f.kind)} {f.endedAt === 0 && <StatusTag hue="red">{t('device.faultOn')}</StatusTag>}
          </>
        ),
        note: (
          <>
            {[faultDetail(f), f.endedAt > 0 && t('device.faultEnded', { time: dateTime(f.endedAt) })].filter(Boolean).join(' · ')}
            {mayManage && f.byHand && <ClearAct fault={f} changed={changed} />}
          </>
        ),
      }))}
    />
  )
}

function ClearAct({ fault: f, changed }: { fault: FaultCard; changed: () => void }) {
  const [open, setOpen] = useState(false)
  return (
    <div>
      <Button size="small" onClick={() => setOpen(true)}>
        {t('device.clear')}
      </Button>
      <FormDrawer<{ note: string }>
        open={open}
        title={`${t('device.clear')} · ${faultWord(f.kind)}`}
        width={420}
        submitText={t('device.clear')}
        submit={(v) => must(api.POST('/api/v1/equipment/faults/{id}/clear', { params: { path: { id: f.id } }, body: { note: v.note } }))}
        onClose={() => setOpen(false)}
        onSaved={() => (setOpen(false), changed())}
      >
        <p className="dim">{t('device.clearHint')}</p>
        <Form.Item name="note" label={t('device.clearNote')} rules={[{ required: true, whitespace: true, message: tField({ code: 'required' }) }]}>
          <Input.TextArea rows={3} maxLength={200} />
        </Form.Item>
      </FormDrawer>
    </div>
  )
}
