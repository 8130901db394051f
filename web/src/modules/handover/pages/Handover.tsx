import { Tabs } from 'antd'
import { t } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { PageHeader } from '../../../ui/PageHeader'
import { Record } from '../parts/Record'
import { Targets } from '../parts/Targets'
import '../handover.css'

/** Alarms on their way to platforms of others: what was sent, and where to. */
export default function Handover() {
  const [url, setUrl] = useUrlState()
  return (
    <>
      <PageHeader title={t('handover.title')} hint={t('handover.hint')} />
      <Tabs
        activeKey={url.tab ?? 'record'}
        onChange={(tab) => setUrl({ tab })}
        destroyOnHidden
        items={[
          { key: 'record', label: t('handover.tabs.record'), children: <Record /> },
          { key: 'targets', label: t('handover.tabs.targets'), children: <Targets /> },
        ]}
      />
    </>
  )
}
