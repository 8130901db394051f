import { Alert, Drawer, Table } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { randomId } from '../../../api/keys'
import { problemOf } from '../../../api/problem'
import { FileDrop } from '../../../ui/FileDrop'
import { t, tError, tField } from '../../../ui/i18n'
import type { Imported } from './words'

interface Props {
  open: boolean
  /** The list whose draft is replaced; without it a new list is begun. */
  list?: { id: string; revision: number }
  onClose: () => void
  onTaken: (id: string) => void
}

/** Takes a workbook. What is wrong in it is listed in full, and then nothing was taken. */
export function Take({ open, list, onClose, onTaken }: Props) {
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState<{ name: string; got?: Imported; problem?: string }>()

  async function send(file: File) {
    setBusy(true)
    setSaid(undefined)
    try {
      const got = await must(
        api.POST('/api/v1/checklists/import', {
          params: { query: { name: file.name, ...(list && { list: list.id, revision: list.revision }) } },
          body: file as never,
          bodySerializer: (body: unknown) => body as Blob,
          headers: { 'Content-Type': 'application/octet-stream', 'Idempotency-Key': randomId() },
        }),
      )
      if (got.card) onTaken(got.card.id)
      else setSaid({ name: file.name, got })
    } catch (e) {
      setSaid({ name: file.name, problem: tError(problemOf(e)) })
    } finally {
      setBusy(false)
    }
  }

  return (
    <Drawer open={open} onClose={onClose} title={t('checklist.import')} size={760} destroyOnHidden afterOpenChange={(now) => !now && setSaid(undefined)}>
      <p className="dim">{t('checklist.importHint')}</p>
      <div className="ckl-drop">
        <FileDrop types={['.xlsx']} maxBytes={4 << 20} onFile={(file) => void send(file)} busy={busy} />
      </div>
      {said?.problem && <Alert className="ckl-said" type="error" showIcon role="alert" title={said.name} description={said.problem} />}
      {said?.got && (
        <>
          <Alert className="ckl-said" type="error" showIcon role="alert" title={t('checklist.importBad', { name: said.name, n: said.got.bad.length })} />
          <Table
            size="small"
            pagination={false}
            rowKey={(b) => `${b.row}-${b.column}-${b.code}`}
            dataSource={said.got.bad}
            columns={[
              { title: t('checklist.bad.row'), dataIndex: 'row', width: 70, render: (n: number) => n || '' },
              { title: t('checklist.bad.column'), dataIndex: 'column', width: 110 },
              { title: t('checklist.bad.value'), dataIndex: 'value', width: 140 },
              { title: t('checklist.bad.why'), dataIndex: 'code', render: (code: string, b) => tField({ code, params: b.params }) },
            ]}
          />
        </>
      )}
    </Drawer>
  )
}
