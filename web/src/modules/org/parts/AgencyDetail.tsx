import { EditOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { FactList } from '../../../ui/FactList'
import { t } from '../../../ui/i18n'
import { EmptyState } from '../../../ui/States'
import { useCan } from '../../../ui/session'
import { AgencyForm } from './AgencyForm'
import { word, type Agency } from './words'
import './org.css'

/** One agency; its row on the list has all there is. */
export function AgencyDetail({ agency: a }: { agency: Agency | undefined }) {
  const cache = useQueryClient()
  const [editing, setEditing] = useState(false)
  const mayEdit = useCan('org.edit', a?.path ?? '?')
  // The address was opened directly and the row is on another page of the list.
  if (!a) return <EmptyState title={t('ui.noMatch')} />
  return (
    <>
      {mayEdit && (
        <div className="org-top">
          <span />
          <Button type="primary" icon={<EditOutlined />} onClick={() => setEditing(true)}>
            {t('ui.edit')}
          </Button>
        </div>
      )}
      <FactList
        facts={[
          { label: t('org.agencyKind'), value: word('agency', a.kind) },
          { label: t('org.agencyArea'), value: a.areaName },
          { label: t('org.dutyPhone'), value: a.dutyPhone && <a href={`tel:${a.dutyPhone}`}>{a.dutyPhone}</a> },
          { label: t('org.agencyPhone'), value: a.phone && <a href={`tel:${a.phone}`}>{a.phone}</a> },
          { label: t('org.col.address'), value: a.address, wide: true },
          { label: t('org.covers'), value: a.kind === 'police_station' ? t('org.coversN', { n: a.schools }) : '' },
        ]}
      />
      <AgencyForm
        open={editing}
        agency={a}
        onClose={() => setEditing(false)}
        onSaved={() => (setEditing(false), void cache.invalidateQueries({ queryKey: ['agencies'] }))}
        reload={() => cache.refetchQueries({ queryKey: ['agencies'] })}
      />
    </>
  )
}
