import { App, Button } from 'antd'
import { useState } from 'react'
import { problemOf } from '../../api/problem'
import { t, tError } from '../i18n'
import type { LedgerBulk } from './types'

interface Props<Row> {
  acts: LedgerBulk<Row>[]
  rows: Row[]
  done: () => void
  clear: () => void
}

export function Bulk<Row>({ acts, rows, done, clear }: Props<Row>) {
  const { message, modal } = App.useApp()
  const [busy, setBusy] = useState('')

  async function run(act: LedgerBulk<Row>) {
    setBusy(act.key)
    try {
      await act.act(rows)
      void message.success(t('ui.done'))
      done()
    } catch (e) {
      void message.error(tError(problemOf(e)))
    } finally {
      setBusy('')
    }
  }

  function ask(act: LedgerBulk<Row>) {
    if (!act.danger) return void run(act)
    modal.confirm({
      title: `${act.label} · ${t('ui.selected', { n: rows.length })}`,
      okText: act.label,
      okButtonProps: { danger: true },
      onOk: () => run(act),
    })
  }

  return (
    <div className="ledger-bulk" role="status">
      <span className="num">{t('ui.selected', { n: rows.length })}</span>
      {acts.map((act) => (
        <Button key={act.key} size="small" danger={act.danger ?? false} loading={busy === act.key} onClick={() => ask(act)}>
          {act.label}
        </Button>
      ))}
      <Button size="small" type="link" onClick={clear}>
        {t('ui.clearSelection')}
      </Button>
    </div>
  )
}
