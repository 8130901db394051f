import { Tabs } from 'antd'
import { t } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { PageHeader } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { Cities } from '../parts/Cities'
import { Ranking } from '../parts/Ranking'
import { OwnKey, Reports } from '../parts/Reports'
import '../parts/federation.css'

/** Summaries of cities: what we hand up, what we took, how the cities stand. */
export default function Federation() {
  const [url, setUrl] = useUrlState()
  const mayReport = useCan('federation.report')
  const mayTake = useCan('federation.receive')
  const tabs = [
    mayReport && { key: 'report', label: t('federation.tabs.report'), children: <><Reports /><OwnKey /></> },
    { key: 'ranking', label: t('federation.tabs.ranking'), children: <Ranking /> },
    mayTake && { key: 'cities', label: t('federation.tabs.cities'), children: <><Cities /><OwnKey /></> },
  ].filter((x) => x !== false)
  return (
    <>
      <PageHeader title={t('federation.title')} hint={t('federation.hint')} />
      <Tabs activeKey={url.tab ?? tabs[0]?.key} onChange={(tab) => setUrl({ tab })} items={tabs} destroyOnHidden />
    </>
  )
}
