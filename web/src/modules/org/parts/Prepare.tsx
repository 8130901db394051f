import { DownloadOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { api, must } from '../../../api/client'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { t } from '../../../ui/i18n'
import { dateTime } from '../../../ui/time'
import './org.css'

/** What the workbook should look like, and what was begun earlier. */
export function Prepare({ open }: { open: (id: string) => void }) {
  return (
    <>
      <h2 className="org-head">{t('org.templateTitle')}</h2>
      <ul className="org-rules">
        {(['columns', 'match', 'blank', 'nothing'] as const).map((key) => (
          <li key={key}>{t(`org.templateRules.${key}`)}</li>
        ))}
      </ul>
      <Button icon={<DownloadOutlined />} href="/api/v1/school-imports/template" download>
        {t('org.templateDownload')}
      </Button>
      <Drafts open={open} />
    </>
  )
}

function Drafts({ open }: { open: (id: string) => void }) {
  const cache = useQueryClient()
  const { data } = useQuery({ queryKey: ['school-imports'], queryFn: () => must(api.GET('/api/v1/school-imports')), staleTime: 0 })
  const drafts = data?.items ?? []
  if (drafts.length === 0) return null
  return (
    <section className="org-part org-drafts">
      <h3>{t('org.drafts')}</h3>
      <ul className="org-list">
        {drafts.map((d: { id: string; fileName: string; createdAt: number }) => (
          <li key={d.id}>
            <span>
              {d.fileName} <span className="dim">{t('org.uploadedAt', { time: dateTime(d.createdAt) })}</span>
            </span>
            <span className="org-acts">
              <Button size="small" type="primary" onClick={() => open(d.id)}>
                {t('org.goOn')}
              </Button>
              <ConfirmAct
                size="small"
                act={t('org.throwAway')}
                name={d.fileName}
                consequence={t('org.throwAwayHint')}
                onConfirm={async () => {
                  await must(api.DELETE('/api/v1/school-imports/{id}', { params: { path: { id: d.id } } }))
                  await cache.invalidateQueries({ queryKey: ['school-imports'] })
                }}
              />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
