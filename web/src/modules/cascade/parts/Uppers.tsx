import { PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { t, tError } from '../../../ui/i18n'
import { Panel } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { EmptyState } from '../../../ui/States'
import { StatusTag, type Hue } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'
import type { Upper } from '../pages/Cascade'
import { UpperForm } from './UpperForm'

const hue: { [state in Upper['state']]: Hue } = { off: 'grey', connecting: 'blue', registered: 'green', refused: 'red', offline: 'orange' }

/** The platforms above us, and how each stands. */
export function Uppers({ uppers }: { uppers: Upper[] }) {
  const cache = useQueryClient()
  const mayManage = useCan('cascade.manage')
  const [form, setForm] = useState<{ open: boolean; upper?: Upper }>({ open: false })
  const close = () => setForm((f) => ({ ...f, open: false }))
  return (
    <Panel title={t('cascade.upper')} extra={mayManage && <Button type="primary" icon={<PlusOutlined />} onClick={() => setForm({ open: true })}>{t('cascade.add')}</Button>}>
      {uppers.length === 0 && <EmptyState title={t('cascade.emptyUppers')} hint={t('cascade.emptyUppersHint')} />}
      <ul className="cascade-uppers">
        {uppers.map((u) => (
          <li key={u.id}>
            <One of={u} />
            {mayManage && <Button size="small" onClick={() => setForm({ open: true, upper: u })}>{t('cascade.edit')}</Button>}
          </li>
        ))}
      </ul>
      <UpperForm
        key={form.upper?.id ?? 'new'}
        open={form.open}
        {...(form.upper ? { upper: form.upper } : {})}
        onClose={close}
        onSaved={() => {
          close()
          void cache.invalidateQueries({ queryKey: ['cascade'] })
        }}
      />
    </Panel>
  )
}

function One({ of: u }: { of: Upper }) {
  const open = (['alarms', 'practice', 'view', 'replay', 'turn'] as const).filter(
    (x) => ({ alarms: u.alarms, practice: u.alarms && u.practice, view: u.mayView, replay: u.mayReplay, turn: u.mayTurn })[x],
  )
  return (
    <div>
      <h3>{u.name} <StatusTag hue={hue[u.state]}>{t(`cascade.states.${u.state}`)}</StatusTag></h3>
      {u.why && <p className="cascade-why">{`${tError({ code: u.why })}${u.said ? ` ${u.said}` : ''}`}</p>}
      <p className="cascade-figures">
        <span>{t('cascade.since', { time: dateTime(u.stateAt) })}</span>
        <span>{u.heardAt ? t('cascade.heard', { time: dateTime(u.heardAt) }) : t('cascade.never')}</span>
        <a href={`/cascade?tab=shares&upper=${u.id}&shared=yes`}>{t('cascade.shared', { n: u.shared })}</a>
        <a href={`/cascade?tab=sendings&upper=${u.id}&state=waiting`}>{t('cascade.waiting', { n: u.waiting })}</a>
        <a href={`/cascade?tab=asked&upper=${u.id}&state=running`}>{t('cascade.viewing', { n: u.viewing })}</a>
      </p>
      <p className="dim">{`${u.place} · ${u.address} ${t(`cascade.transports.${u.transport}`)} · ${u.code} · ${t('cascade.ownCode')} ${u.ownCode}`}</p>
      <p className="dim">{`${t('cascade.gets')}：${open.length > 0 ? open.map((x) => t(`cascade.get.${x}`)).join('、') : t('cascade.nothing')}`}</p>
    </div>
  )
}
