import { useQuery } from '@tanstack/react-query'
import { Alert, Skeleton, Tabs } from 'antd'
import { api, must } from '../../../api/client'
import type { components } from '../../../api/schema'
import { t } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { PageHeader } from '../../../ui/PageHeader'
import { ErrorState } from '../../../ui/States'
import { Asked } from '../parts/Asked'
import { Sendings } from '../parts/Sendings'
import { Shares } from '../parts/Shares'
import { Uppers } from '../parts/Uppers'
import '../cascade.css'

export type Upper = components['schemas']['CascadeUpper']

/** Platforms above us: how each stands, what was sent up, what was asked, and what they see. */
export default function Cascade() {
  const [url, setUrl] = useUrlState()
  const { data, error, refetch } = useQuery({ queryKey: ['cascade', 'uppers'], queryFn: () => must(api.GET('/api/v1/cascade/uppers')), refetchInterval: 3_000 })
  return (
    <>
      <PageHeader title={t('cascade.title')} hint={t('cascade.hint')} />
      {data && !data.hearing && data.items.length > 0 && <Alert type="warning" showIcon title={t('cascade.notHearing')} style={{ marginBottom: 12 }} />}
      {error && !data ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton active />
      ) : (
        <Tabs
          activeKey={url.tab ?? 'uppers'}
          onChange={(tab) => setUrl({ ...Object.fromEntries(Object.keys(url).map((key) => [key, ''])), tab })}
          destroyOnHidden
          items={[
            { key: 'uppers', label: t('cascade.tabs.uppers'), children: <Uppers uppers={data.items} /> },
            { key: 'sendings', label: t('cascade.tabs.sendings'), children: <Sendings uppers={data.items} /> },
            { key: 'asked', label: t('cascade.tabs.asked'), children: <Asked uppers={data.items} /> },
            { key: 'shares', label: t('cascade.tabs.shares'), children: <Shares uppers={data.items} /> },
          ]}
        />
      )}
    </>
  )
}
