import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { PageHeader } from '../../../ui/PageHeader'
import { ErrorState } from '../../../ui/States'
import { Wizard } from '../../../ui/Wizard'
import { Check } from '../parts/Check'
import { Prepare } from '../parts/Prepare'
import { Result } from '../parts/Result'
import { Take } from '../parts/Take'
import type { Preview } from '../parts/words'

/** Template, upload, check, result. Where one is lives in the address, so that an import can be left and found again. */
export default function Import() {
  const [url, setUrl] = useUrlState()
  const id = url.id ?? ''
  const preview = useQuery({
    queryKey: ['school-import', id],
    queryFn: () => must(api.GET('/api/v1/school-imports/{id}', { params: { path: { id } } })) as Promise<Preview>,
    enabled: id !== '',
    staleTime: 0,
    refetchOnWindowFocus: false,
  })
  const p = preview.data
  const current = !id ? (url.step === 'upload' ? 1 : 0) : p?.state === 'done' ? 3 : 2
  const open = (to: string) => setUrl({ id: to, step: '', outcome: '' }, { push: true })
  const restart = () => setUrl({ id: '', step: 'upload', outcome: '' }, { push: true })

  const waiting = preview.error ? (
    <ErrorState error={preview.error} retry={() => void preview.refetch()} />
  ) : (
    <Skeleton active paragraph={{ rows: 8 }} />
  )
  return (
    <>
      <PageHeader title={t('org.importTitle')} hint={t('org.importHint')} back={{ href: '/schools', label: t('org.title') }} />
      <Wizard
        current={current}
        steps={[
          { key: 'template', title: t('org.stepTemplate'), body: <Prepare open={open} /> },
          { key: 'upload', title: t('org.stepUpload'), body: <Take open={open} /> },
          { key: 'check', title: t('org.stepCheck'), body: p ? <Check preview={p} again={() => preview.refetch()} /> : waiting },
          { key: 'result', title: t('org.stepResult'), body: p && <Result preview={p} restart={restart} /> },
        ]}
        onNext={current === 0 ? () => setUrl({ step: 'upload' }, { push: true }) : undefined}
        onBack={current === 1 ? () => setUrl({ step: '' }) : current === 2 ? restart : undefined}
      />
    </>
  )
}
