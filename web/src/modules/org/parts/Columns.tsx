import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Select } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { t, tError } from '../../../ui/i18n'
import { column, type Preview } from './words'

/** Which column means what; the person may correct the guess. */
export function Columns({ preview: p }: { preview: Preview }) {
  const cache = useQueryClient()
  const [shown, setShown] = useState(p.missing.length > 0)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')

  async function remap(sheet: string, mapping: Record<string, number>) {
    setBusy(true)
    setProblem('')
    try {
      const next = await must(api.PUT('/api/v1/school-imports/{id}/mapping', { params: { path: { id: p.id } }, body: { sheet, mapping } }))
      cache.setQueryData(['school-import', p.id], next)
    } catch (e) {
      setProblem(tError(problemOf(e)))
    } finally {
      setBusy(false)
    }
  }

  function choose(index: number, key: string) {
    const mapping: Record<string, number> = {}
    for (const c of p.columns) if (c.key && c.key !== key && c.index !== index) mapping[c.key] = c.index
    if (key) mapping[key] = index
    void remap(p.sheet, mapping)
  }

  const idle = p.columns.filter((c) => !c.key).map((c) => c.heading || String(c.index + 1))
  const options = [{ value: '', label: t('org.notImported') }, ...p.keys.map((key) => ({ value: key, label: column(key) }))]
  return (
    <section>
      <div className="org-file">
        <strong>{p.fileName}</strong>
        <span>
          {t('org.sheet')}{' '}
          {p.sheets.length > 1 ? (
            <Select aria-label={t('org.sheet')} value={p.sheet} disabled={busy} popupMatchSelectWidth={false}
              options={p.sheets.map((s) => ({ value: s, label: s }))} onChange={(s: string) => void remap(s, {})} />
          ) : (
            p.sheet
          )}
        </span>
        <span className="dim">{t('org.headingAt', { n: p.headingRow })}</span>
        <Button size="small" aria-expanded={shown} onClick={() => setShown(!shown)}>
          {t('org.columnsShow')}
        </Button>
      </div>
      {idle.length > 0 && <p className="dim">{t('org.unmapped', { n: idle.length, names: idle.join('、') })}</p>}
      {problem && <Alert type="error" showIcon role="alert" title={problem} />}
      {shown && (
        <>
          <p className="dim">{t('org.columnsHint')}</p>
          <div className="org-scroll" tabIndex={0} role="region" aria-label={t('org.columns')}>
            <table className="org-table org-columns">
              <thead>
                <tr>
                  <th scope="col">{t('org.columnHeading')}</th>
                  <th scope="col">{t('org.columnMeaning')}</th>
                  <th scope="col">{t('org.columnSamples')}</th>
                </tr>
              </thead>
              <tbody>
                {p.columns.map((c) => (
                  <tr key={c.index}>
                    <td>{c.heading || '—'}</td>
                    <td>
                      <Select
                        aria-label={`${t('org.columnMeaning')} ${c.heading}`}
                        value={c.key}
                        disabled={busy}
                        options={options}
                        showSearch={{ optionFilterProp: 'label' }}
                        style={{ width: 180 }}
                        onChange={(key: string) => choose(c.index, key)}
                      />
                    </td>
                    <td className="dim">{c.samples.join('、')}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  )
}
