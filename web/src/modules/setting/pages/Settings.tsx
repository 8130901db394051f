import { useQuery } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { t, tMaybe } from '../../../ui/i18n'
import { PageHeader, Panel } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { EmptyState, ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { ChangeForm } from '../parts/ChangeForm'
import { hintOf, labelOf, shownAs, type Setting } from '../parts/words'
import '../setting.css'

export default function Settings() {
  const mayEdit = useCan('setting.edit', '/')
  const { data, error, refetch } = useQuery({ queryKey: ['setting'], queryFn: () => must(api.GET('/api/v1/settings')) })
  const [key, setKey] = useState<string>()
  const [open, setOpen] = useState(false)
  const items = data?.items
  const chosen = items?.find((s) => s.key === key)
  const change = (s: Setting) => {
    setKey(s.key)
    setOpen(true)
  }
  return (
    <>
      <PageHeader title={t('setting.title')} hint={t('setting.hint')} />
      {error && !items && <ErrorState error={error} retry={() => void refetch()} />}
      {!error && !items && <Skeleton active paragraph={{ rows: 8 }} />}
      {items?.length === 0 && <EmptyState title={t('setting.none')} />}
      {[...new Set(items?.map((s) => s.group))].map((group) => (
        <Panel key={group} title={tMaybe(`setting.group.${group}`) ?? group}>
          <ul className="settings">
            {items?.filter((s) => s.group === group).map((s) => <Row key={s.key} setting={s} {...(mayEdit ? { change } : {})} />)}
          </ul>
        </Panel>
      ))}
      {chosen && <ChangeForm key={chosen.key} setting={chosen} open={open} onClose={() => setOpen(false)} />}
    </>
  )
}

function Row({ setting, change }: { setting: Setting; change?: (s: Setting) => void }) {
  const name = labelOf(setting)
  return (
    <li className="setting">
      <div className="setting-what">
        <strong>{name}</strong>
        <div className="dim">{hintOf(setting)}</div>
      </div>
      <div className="setting-value">
        {setting.kind === 'text' ? <code>{shownAs(setting, setting.value)}</code> : <span>{shownAs(setting, setting.value)}</span>}
        <StatusTag hue={setting.set ? 'blue' : 'grey'}>{setting.set ? t('setting.decided') : t('setting.asShipped')}</StatusTag>
      </div>
      {change && (
        <Button size="small" aria-label={t('setting.changeOf', { name })} onClick={() => change(setting)}>
          {t('setting.change')}
        </Button>
      )}
    </li>
  )
}
