import { DownloadOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Tabs } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf, type ApiProblem } from '../../../api/problem'
import { t, tError } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { Columns } from './Columns'
import { ImportRows } from './ImportRows'
import { column, type Preview } from './words'

interface Props {
  preview: Preview
  /** Works the preview out anew against the schools as they are now. */
  again: () => Promise<unknown>
}

/** What would happen, errors first; then the one decision. */
export function Check({ preview: p, again }: Props) {
  const cache = useQueryClient()
  const { modal } = App.useApp()
  const [url, setUrl] = useUrlState()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ApiProblem>()

  const n = (key: string) => p.counts[key] ?? 0
  const doable = n('new') + n('changed')
  const tab = url.outcome ?? (n('bad') > 0 ? 'bad' : 'all')

  async function confirm(rest: boolean) {
    setBusy(true)
    setProblem(undefined)
    try {
      await must(api.POST('/api/v1/school-imports/{id}/confirm', { params: { path: { id: p.id } }, body: { fingerprint: p.fingerprint, rest } }))
      await cache.invalidateQueries({ queryKey: ['schools'] })
      await again()
    } catch (e) {
      setProblem(problemOf(e))
    } finally {
      setBusy(false)
    }
  }

  function ask() {
    if (n('bad') === 0) return void confirm(false)
    modal.confirm({
      title: t('org.confirmRest', { n: doable }),
      content: t('org.confirmRestAsk', { bad: n('bad'), n: doable }),
      okText: t('org.confirmRest', { n: doable }),
      cancelText: t('ui.cancel'),
      onOk: () => confirm(true),
    })
  }

  return (
    <>
      <Columns preview={p} />
      {p.missing.length > 0 && <Alert type="error" showIcon title={t('org.missing', { names: p.missing.map(column).join('、') })} />}
      {problem && (
        <Alert
          type="error"
          showIcon
          role="alert"
          title={problem.code === 'org.import_stale' ? t('org.staleTitle') : tError(problem)}
          description={problem.code === 'org.import_stale' ? tError(problem) : undefined}
          action={problem.code === 'org.import_stale' && <Button onClick={() => (setProblem(undefined), void again())}>{t('org.staleAgain')}</Button>}
        />
      )}
      <Tabs
        className="org-tabs"
        activeKey={tab}
        onChange={(key) => setUrl({ outcome: key })}
        items={(['bad', 'new', 'changed', 'unchanged', 'all'] as const).map((key) => ({
          key,
          label: (
            <>
              {t(`org.outcome.${key}`)}
              <span className="org-count num">{key === 'all' ? p.total : n(key)}</span>
            </>
          ),
        }))}
      />
      {n('bad') > 0 && (
        <div className="org-tools">
          <span className="dim">{t('org.errorFileHint')}</span>
          <Button icon={<DownloadOutlined />} href={`/api/v1/school-imports/${p.id}/errors`} download>
            {t('org.errorFile')}
          </Button>
        </div>
      )}
      <ImportRows id={p.id} outcome={tab === 'all' ? '' : tab} fingerprint={p.fingerprint} />
      <div className="org-decide">
        <span className="dim">{doable === 0 ? t(n('bad') === 0 ? 'org.nothingToDo' : 'org.nothingElse') : `${t('org.newN', { n: n('new') })} · ${t('org.changedN', { n: n('changed') })}`}</span>
        <Button type="primary" size="large" loading={busy} disabled={doable === 0 || p.missing.length > 0} onClick={ask}>
          {n('bad') > 0 && doable > 0 ? t('org.confirmRest', { n: doable }) : t('org.confirm', { n: doable })}
        </Button>
      </div>
    </>
  )
}
