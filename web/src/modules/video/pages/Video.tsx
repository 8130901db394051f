import { Tabs } from 'antd'
import { t } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { PageHeader } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { Cameras } from '../parts/Cameras'
import { Log } from '../parts/Log'

/** Cameras of the area, and who has looked at them. */
export default function Video() {
  const [url, setUrl] = useUrlState()
  const mayLog = useCan('video.log')
  return (
    <>
      <PageHeader title={t('video.title')} hint={t('video.hint')} />
      <Tabs
        activeKey={url.tab ?? 'cameras'}
        onChange={(tab) => setUrl({ tab, open: '' })}
        destroyOnHidden
        items={[
          { key: 'cameras', label: t('video.tabs.cameras'), children: <Cameras /> },
          ...(mayLog ? [{ key: 'log', label: t('video.tabs.log'), children: <Log /> }] : []),
        ]}
      />
    </>
  )
}
