import { useQuery } from '@tanstack/react-query'
import { Drawer, Select, Skeleton } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { EmptyState, ErrorState } from '../../../ui/States'
import { StatusTag, type Hue } from '../../../ui/Tags'
import type { Card, Change } from './words'

const hue: Record<Change['how'], Hue> = { added: 'green', removed: 'red', changed: 'orange', moved: 'blue' }

/** What one version has made of another. */
export function Compare({ card, open, onClose }: { card: Card; open: boolean; onClose: () => void }) {
  const newest = card.versions[0]?.version ?? 1
  const [from, setFrom] = useState(card.versions[1]?.version ?? newest)
  const [to, setTo] = useState(newest)
  const { data, error, refetch } = useQuery({
    queryKey: ['checklists', card.id, 'changes', from, to],
    queryFn: () => must(api.GET('/api/v1/checklists/{id}/changes', { params: { path: { id: card.id }, query: { from, to } } })),
    enabled: open,
  })
  const options = card.versions.map((v) => ({ value: v.version, label: t(v.publishedAt ? 'checklist.versionNo' : 'checklist.versionDraft', { n: v.version }) }))
  return (
    <Drawer open={open} onClose={onClose} title={t('checklist.compare')} size={760}>
      <div className="ckl-try">
        <Select aria-label={t('checklist.from')} value={from} onChange={setFrom} options={options} style={{ width: 150 }} />
        <span>→</span>
        <Select aria-label={t('checklist.to')} value={to} onChange={setTo} options={options} style={{ width: 150 }} />
        {data && <span className="dim">{t('checklist.changes', { n: data.items.length })}</span>}
      </div>
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton active />
      ) : data.items.length === 0 ? (
        <EmptyState title={t('checklist.noChanges')} />
      ) : (
        <ol className="ckl-changes">
          {data.items.map((c, i) => (
            <li key={i}>
              <StatusTag hue={hue[c.how]}>{t(`checklist.how.${c.how}`)}</StatusTag> <span className="num">{c.code}</span>{' '}
              {c.field && c.field !== 'order' ? <b>{t(`checklist.field.${c.field as 'text'}`)}</b> : c.text}
              {(c.was || c.is) && (
                <div>
                  <del>{c.was || t('checklist.blank')}</del> <ins>{c.is || t('checklist.blank')}</ins>
                </div>
              )}
            </li>
          ))}
        </ol>
      )}
    </Drawer>
  )
}
