import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { PageHeader } from '../../../ui/PageHeader'
import { ErrorState } from '../../../ui/States'
import { Wizard } from '../../../ui/Wizard'
import { Checked } from '../parts/Checked'
import { Take } from '../parts/Take'
import { Under } from '../parts/Under'
import '../parts/pupil.css'

const beat = 700

/** Upload, check, result. Which import it is stands in the address: it can be left and found again. */
export default function Import() {
  const [url, setUrl] = useUrlState()
  const id = url.id ?? ''
  const one = useQuery({
    queryKey: ['pupil', 'import', id],
    queryFn: () => must(api.GET('/api/v1/pupil-imports/{id}', { params: { path: { id } } })),
    enabled: id !== '',
    staleTime: 0,
    refetchInterval: (q) => (q.state.data && ['checking', 'applying'].includes(q.state.data.state) ? beat : false),
  })
  const m = one.data
  const open = (to: string) => setUrl({ id: to }, { push: true })
  const current = !id ? 0 : m && ['applying', 'done'].includes(m.state) ? 2 : 1
  const waiting = one.error ? <ErrorState error={one.error} retry={() => void one.refetch()} /> : <Skeleton active paragraph={{ rows: 6 }} />
  return (
    <>
      <PageHeader title={t('pupil.importTitle')} hint={t('pupil.importHint')} back={{ href: '/pupils', label: t('pupil.title') }} />
      <Wizard
        current={current}
        steps={[
          { key: 'take', title: t('pupil.stepTake'), body: <Take open={open} /> },
          { key: 'check', title: t('pupil.stepCheck'), body: !m ? waiting : m.state === 'checking' ? <Under m={m} /> : <Checked m={m} again={() => one.refetch()} restart={() => open('')} /> },
          { key: 'result', title: t('pupil.stepResult'), body: m && <Under m={m} /> },
        ]}
      />
    </>
  )
}
