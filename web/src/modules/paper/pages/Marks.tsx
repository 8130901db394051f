import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Skeleton } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import type { components } from '../../../api/schema'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t } from '../../../ui/i18n'
import { PageHeader, Panel } from '../../../ui/PageHeader'
import { ErrorState } from '../../../ui/States'
import '../parts/paper.css'

type Mark = components['schemas']['PaperMark']

/** The word marks that stand before each number of an agency's papers. */
export default function Marks() {
  const cache = useQueryClient()
  const [open, setOpen] = useState<Mark>()
  const { data, error, refetch } = useQuery({ queryKey: ['papers', 'marks'], queryFn: () => must(api.GET('/api/v1/papers/marks')) })
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  return (
    <>
      <PageHeader title={t('paper.marks')} hint={t('paper.marksHint')} back={{ href: '/papers', label: t('paper.title') }} />
      <Panel>
        {data ? (
          <div className="paper-marks">
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('paper.agency')}</th>
                  <th scope="col">{t('paper.mark')}</th>
                  <th scope="col" />
                </tr>
              </thead>
              <tbody>
                {data.items.map((m) => (
                  <tr key={m.agencyId}>
                    <td>{m.name}</td>
                    <td>{m.mark || <span className="dim">{t('paper.markNone')}</span>}</td>
                    <td>
                      <Button size="small" aria-label={`${t('paper.markSet')} ${m.name}`} onClick={() => setOpen(m)}>
                        {t('paper.markSet')}
                      </Button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        ) : (
          <Skeleton active />
        )}
      </Panel>
      <FormDrawer<{ mark: string }>
        key={open?.agencyId ?? ''} open={open !== undefined} title={`${t('paper.markSet')} · ${open?.name ?? ''}`} width={420} initial={{ mark: open?.mark ?? '' }}
        submit={(v) => must(api.PUT('/api/v1/papers/marks/{agency}', { params: { path: { agency: open?.agencyId ?? '' } }, body: { version: open?.version ?? 0, mark: v.mark } }))}
        onClose={() => setOpen(undefined)}
        onSaved={() => {
          setOpen(undefined)
          void cache.invalidateQueries({ queryKey: ['papers', 'marks'] })
        }}
      >
        <Form.Item name="mark" label={t('paper.mark')} extra={t('paper.marksHint')}>
          <Input maxLength={12} />
        </Form.Item>
      </FormDrawer>
    </>
  )
}
