import { PlusOutlined, PrinterOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Drawer, Skeleton, Table } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { t } from '../../../ui/i18n'
import { useCan } from '../../../ui/session'
import { ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { date } from '../../../ui/time'
import { PupilForm, type At } from './PupilForm'
import type { ClassCount, Member, Slips } from './words'

interface Props {
  classId: string
  classes: ClassCount[]
  close: () => void
  changed: () => void
  print: (slips: Slips) => void
}

/** The roster of a class. Whoever may not see the names gets them masked by the server. */
export function Roster({ classId, classes, close, changed, print }: Props) {
  const [at, setAt] = useState<At>()
  const [chosen, setChosen] = useState<string[]>([])
  const list = useQuery({
    queryKey: ['pupil', 'roster', classId],
    queryFn: () => must(api.GET('/api/v1/classes/{id}/pupils', { params: { path: { id: classId } } })),
    enabled: classId !== '',
    staleTime: 0,
  })
  const r = list.data
  const mayKeep = useCan('pupil.import', r?.path ?? '-')
  const maySlips = useCan('pupil.slips', r?.path ?? '-') && !r?.own
  const again = async () => {
    setChosen([])
    await list.refetch()
    changed()
  }
  const issue = async (pupils: string[]) => {
    const slips = await must(api.POST('/api/v1/classes/{id}/slips', { params: { path: { id: classId } }, body: { pupils } }))
    await again()
    print(slips)
  }
  const leave = async (m: Member) => {
    await must(api.POST('/api/v1/pupils/{id}/leave', { params: { path: { id: m.id } }, body: { version: m.version } }))
    await again()
  }
  const waiting = r?.items.filter((m) => !m.hasPin).length ?? 0
  return (
    <Drawer open={classId !== ''} onClose={close} size={760} title={r ? `${r.schoolName} ${r.className}` : t('pupil.title')} destroyOnHidden>
      {list.error ? (
        <ErrorState error={list.error} retry={() => void list.refetch()} />
      ) : !r ? (
        <Skeleton active />
      ) : (
        <>
          <div className="pupil-tools">
            {r.code && <span>{t('pupil.code')} <code className="pupil-code">{r.code}</code></span>}
            <span className="pupil-grow" />
            {mayKeep && <Button icon={<PlusOutlined />} onClick={() => setAt({ kind: 'add' })}>{t('pupil.add')}</Button>}
            {maySlips && chosen.length > 0 && (
              <ConfirmAct act={t('pupil.reissue', { n: chosen.length })} name={r.className} consequence={t('pupil.reissueHint')} icon={<PrinterOutlined />} onConfirm={() => issue(chosen)} />
            )}
            {maySlips && chosen.length === 0 && waiting > 0 && (
              <ConfirmAct type="primary" danger={false} act={t('pupil.slips', { n: waiting })} name={r.className} consequence={t('pupil.slipsHint')} icon={<PrinterOutlined />} onConfirm={() => issue([])} />
            )}
          </div>
          {r.own && <Alert type="info" showIcon title={t('pupil.ownHint')} />}
          {r.masked && <Alert type="info" showIcon title={t('pupil.masked')} />}
          <div role="region" tabIndex={0} aria-label={r.className}>
          <Table<Member>
            rowKey="id"
            size="small"
            dataSource={r.items}
            pagination={false}
            scroll={{ x: 'max-content' }}
            {...(maySlips && { rowSelection: { selectedRowKeys: chosen, onChange: (keys) => setChosen(keys as string[]), getCheckboxProps: (m) => ({ 'aria-label': m.name }) as object, getTitleCheckboxProps: () => ({ 'aria-label': t('pupil.all') }) as object } })}
            columns={[
              { title: t('pupil.seat'), dataIndex: 'seat', align: 'right', className: 'num' },
              { title: t('pupil.name'), dataIndex: 'name' },
              { title: t('pupil.number'), dataIndex: 'number', className: 'num' },
              { title: t('pupil.key'), key: 'key', render: (_, m) => <Key m={m} /> },
              ...(mayKeep
                ? [{
                    title: t('pupil.acts'), key: 'acts',
                    render: (_: unknown, m: Member) => (
                      <span className="pupil-acts">
                        <Button size="small" aria-label={`${t('ui.edit')} ${m.name}`} onClick={() => setAt({ kind: 'edit', pupil: m })}>{t('ui.edit')}</Button>
                        <Button size="small" aria-label={`${t('pupil.move')} ${m.name}`} onClick={() => setAt({ kind: 'move', pupil: m })}>{t('pupil.move')}</Button>
                        <ConfirmAct size="small" act={t('pupil.leave')} name={m.name} consequence={t('pupil.leaveHint')} onConfirm={() => leave(m)} />
                      </span>
                    ),
                  }]
                : []),
            ]}
          />
          </div>
          <PupilForm at={at} classId={classId} classes={classes} close={() => setAt(undefined)} saved={() => (setAt(undefined), void again())} />
        </>
      )}
    </Drawer>
  )
}

/** How far a pupil is with logging in. */
function Key({ m }: { m: Member }) {
  if (m.hasPin) return <StatusTag hue="green">{t('pupil.keyPin')}</StatusTag>
  if (m.reissuedAt) return <StatusTag hue="orange">{t('pupil.keyAgain', { date: date(m.reissuedAt) })}</StatusTag>
  if (m.issuedAt) return <StatusTag hue="blue">{t('pupil.keyPrinted', { date: date(m.issuedAt) })}</StatusTag>
  return <StatusTag hue="grey">{t('pupil.keyNone')}</StatusTag>
}
