import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Skeleton, Table } from 'antd'
import { useMemo, useState } from 'react'
import { api, must } from '../../../api/client'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField } from '../../../ui/i18n'
import { PageHeader, Panel } from '../../../ui/PageHeader'
import { EmptyState, ErrorState } from '../../../ui/States'
import { can, useSession } from '../../../ui/session'
import { nest, type AreaNode } from '../parts/nest'
import type { Area } from '../parts/words'
import '../parts/org.css'

type Act = { verb: 'add'; area?: Area } | { verb: 'rename'; area: Area }

/** The tree of areas: names can be corrected, areas added below. */
export default function Areas() {
  const cache = useQueryClient()
  const { me } = useSession()
  const [act, setAct] = useState<Act>()
  const areas = useQuery({ queryKey: ['areas', 'all'], queryFn: async () => ((await must(api.GET('/api/v1/areas'))) as { items: Area[] }).items })
  const tree = useMemo(() => nest(areas.data ?? []), [areas.data])
  const [opened, setOpened] = useState<readonly string[]>()
  const expanded = opened ?? tree.flatMap((a) => [a.id, ...(a.children ?? []).filter((c) => c.level === 'city').map((c) => c.id)])
  const saved = () => {
    // What was added is seen at once.
    if (act?.verb === 'add' && act.area) setOpened([...expanded, act.area.id])
    setAct(undefined)
    void cache.invalidateQueries({ queryKey: ['areas'] })
  }
  return (
    <>
      <PageHeader title={t('org.areas')} hint={t('org.areasHint')} back={{ href: '/agencies', label: t('org.agencies') }} />
      <Panel>
        {areas.error && !areas.data ? (
          <ErrorState error={areas.error} retry={() => void areas.refetch()} />
        ) : !areas.data ? (
          <Skeleton active title={false} paragraph={{ rows: 8, width: '100%' }} />
        ) : tree.length === 0 ? (
          <EmptyState
            title={t('org.areaEmpty')}
            hint={t('org.areaEmptyHint')}
            action={can(me, 'org.edit', '/') && <Button type="primary" onClick={() => setAct({ verb: 'add' })}>{t('org.areaFirst')}</Button>}
          />
        ) : (
          <Table<AreaNode>
            size="middle"
            className="org-tree"
            rowKey="id"
            pagination={false}
            dataSource={tree}
            expandable={{ expandedRowKeys: expanded, onExpandedRowsChange: (keys) => setOpened(keys as string[]) }}
            columns={[
              { key: 'name', title: t('org.areaName'), render: (_, a) => a.name },
              { key: 'code', title: t('org.areaCode'), width: 130, responsive: ['md'], render: (_, a) => <span className="num">{a.code}</span> },
              { key: 'level', title: t('org.areaLevel'), width: 80, responsive: ['md'], render: (_, a) => <span className="dim">{t(`org.level.${a.level}`)}</span> },
              {
                key: 'acts', title: '', align: 'right',
                render: (_, a) =>
                  can(me, 'org.edit', a.path) && (
                    <span className="org-acts">
                      {a.level !== 'town' && (
                        <Button size="small" aria-label={`${t('org.areaAdd')} ${a.name}`} onClick={() => setAct({ verb: 'add', area: a })}>
                          {t('org.areaAdd')}
                        </Button>
                      )}
                      <Button size="small" aria-label={`${t('org.areaRename')} ${a.name}`} onClick={() => setAct({ verb: 'rename', area: a })}>
                        {t('org.areaRename')}
                      </Button>
                    </span>
                  ),
              },
            ]}
          />
        )}
      </Panel>
      <AreaForm act={act} onClose={() => setAct(undefined)} onSaved={saved} />
    </>
  )
}

function AreaForm({ act, onClose, onSaved }: { act: Act | undefined; onClose: () => void; onSaved: () => void }) {
  const adding = act?.verb === 'add'
  const area = act?.area
  const needed = [{ required: true, message: tField({ code: 'required' }) }]
  return (
    <FormDrawer<{ code: string; name: string }>
      open={act !== undefined}
      title={!adding ? t('org.areaRename') : area ? t('org.areaAddUnder', { name: area.name }) : t('org.areaFirst')}
      initial={adding ? {} : { name: area?.name ?? '' }}
      submit={(v) =>
        adding
          ? must(api.POST('/api/v1/areas', { body: { ...v, parent: area?.code ?? '', sort: 0 } }))
          : must(api.PATCH('/api/v1/areas/{id}', { params: { path: { id: area?.id ?? '' } }, body: { name: v.name } }))
      }
      onClose={onClose}
      onSaved={onSaved}
      width={420}
    >
      {adding && (
        <Form.Item name="code" label={t('org.areaCode')} extra={area ? t('org.areaCodeHint', { parent: area.code }) : t('org.areaFirstHint')} rules={needed}>
          <Input inputMode="numeric" maxLength={9} />
        </Form.Item>
      )}
      <Form.Item name="name" label={t('org.areaName')} rules={needed}>
        <Input maxLength={40} />
      </Form.Item>
    </FormDrawer>
  )
}
