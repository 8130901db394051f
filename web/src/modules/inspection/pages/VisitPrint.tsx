import { useQuery } from '@tanstack/react-query'
import { Button, Radio, Skeleton } from 'antd'
import { api, must } from '../../../api/client'
import { t, tMaybe } from '../../../ui/i18n'
import { usePathParam, useUrlState } from '../../../ui/nav'
import { PrintPage } from '../../../ui/PrintPage'
import { ErrorState } from '../../../ui/States'
import { officialDate } from '../../../ui/time'
import { agencyWord, forms, type FormName } from '../parts/words'
import '../parts/inspection.css'

/** A visit on paper, as any of the five forms in use. */
export default function VisitPrint() {
  const id = usePathParam('id')
  const [url, set] = useUrlState()
  const form: FormName = forms.find((f) => f === url.form) ?? 'register'
  const { data, error, refetch } = useQuery({
    queryKey: ['inspections', 'one', id, 'form', form],
    queryFn: () => must(api.GET('/api/v1/inspections/visits/{id}/forms/{form}', { params: { path: { id, form } } })),
    placeholderData: (was) => was,
  })
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active paragraph={{ rows: 10 }} />
  const v = data.visit
  return (
    <>
      <div className="print-bar">
        <Radio.Group optionType="button" value={form} onChange={(e) => set({ form: e.target.value as string })} options={forms.map((value) => ({ value, label: t(`inspection.form.${value}`) }))} />
        <Button href={`/api/v1/inspections/visits/${id}/forms/${form}/workbook`} download>
          {t('inspection.excel')}
        </Button>
      </div>
      <PrintPage title={data.title} number={v.no}>
        <p>
          {`${t('inspection.school')}：${v.schoolName}　${t('inspection.day')}：${v.day}　${t('inspection.titleName')}：${v.title}`}
          <br />
          {`${t('inspection.people')}：${v.parts.map((p) => `${p.name}（${agencyWord(p.agency)}）`).join('、')}`}
        </p>
        <table className="insp-form">
          <thead>
            <tr>
              {data.columns.map((c) => (
                <th key={c} className={c} scope="col">
                  {tMaybe(`inspection.column.${c}`) ?? c}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.rows.filter((r) => !r.section || form !== 'register').map((r) =>
              r.section ? (
                <tr key={r.section} className="head">
                  <td colSpan={data.columns.length}>{`${r.section}${form === 'score' && r.score ? `（${r.score}）` : ''}`}</td>
                </tr>
              ) : (
                <tr key={r.item} className={r.bad ? 'bad' : undefined}>
                  {r.cells?.map((c, i) => <td key={data.columns[i]}>{c}</td>)}
                </tr>
              ),
            )}
          </tbody>
        </table>
        <table className="insp-signed">
          <tbody>
            {[...v.parts.map((p) => p.agency), 'school']
              .filter((a, i, all) => all.indexOf(a) === i)
              .map((a) => {
                const g = v.signs.find((s) => s.agency === a)
                return (
                  <tr key={a}>
                    <th scope="row">{t('inspection.signedBy', { agency: agencyWord(a) })}</th>
                    <td>
                      {g?.refused ? t('inspection.refusedIs', { note: g.note }) : g?.name} {g?.fileId && <img src={`/api/v1/files/${g.fileId}`} alt="" />}
                    </td>
                    <td>{g ? officialDate(g.at) : ''}</td>
                  </tr>
                )
              })}
          </tbody>
        </table>
      </PrintPage>
    </>
  )
}
