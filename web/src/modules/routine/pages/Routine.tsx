import { Tabs } from 'antd'
import { t } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { PageHeader } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { Missing } from '../parts/Missing'
import { Rates } from '../parts/Rates'
import { Records } from '../parts/Records'
import { TodayPanel } from '../parts/TodayPanel'
import '../parts/routine.css'

/** The 1530 talks: today's, all records, the rates and what has no record. */
export default function Routine() {
  const [url, setUrl] = useUrlState()
  const mayEnter = useCan('routine.record')
  const tabs = [...(mayEnter ? (['today'] as const) : []), 'records', 'rates', 'missing'] as const
  const tab = tabs.find((one) => one === url.tab) ?? tabs[0]!
  return (
    <>
      <PageHeader title={t('routine.title')} hint={t('routine.hint')} />
      <Tabs activeKey={tab} onChange={(key) => setUrl({ tab: key, open: '', path: '', q: '' })} items={tabs.map((key) => ({ key, label: t(`routine.tabs.${key}`) }))} />
      {tab === 'today' && <TodayPanel />}
      {tab === 'records' && <Records />}
      {tab === 'rates' && <Rates />}
      {tab === 'missing' && <Missing />}
    </>
  )
}
