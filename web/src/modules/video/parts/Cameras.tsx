import { useQueryClient } from '@tanstack/react-query'
import { Alert, App, Switch } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import type { components } from '../../../api/schema'
import { t, tError, tMaybe } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { useCan } from '../../../ui/session'
import { StatusTag, type Hue } from '../../../ui/Tags'
import { CameraPanel } from './CameraPanel'

export type Camera = components['schemas']['VideoCamera']

const hue: Record<string, Hue> = { online: 'green', late: 'yellow', lost: 'red', unseen: 'grey' }

export function Cameras() {
  const [off, setOff] = useState(false)
  const mayKeep = useCan('video.keep')
  return (
    <>
      {off && <Alert type="warning" showIcon title={t('video.off')} style={{ marginBottom: 12 }} />}
      <Ledger<Camera>
        id="video-cameras"
        load={async ({ kept, ...rest }) => {
          const page = await must(api.GET('/api/v1/video/cameras', { params: { query: { ...rest, ...(kept ? { kept: true } : {}) } } }))
          setOff(page.off)
          return page
        }}
        rowKey={(c) => c.id}
        filters={[
          { key: 'q', kind: 'search', label: t('video.search') },
          { key: 'kept', kind: 'select', label: t('video.kept'), options: [{ value: '1', label: t('video.onlyKept') }] },
        ]}
        columns={[
          { key: 'name', title: t('video.camera'), render: (c) => c.name },
          { key: 'place', title: t('video.place'), render: (c) => c.place || <span className="dim">{t('video.noPlace')}</span> },
          { key: 'school', title: t('video.school'), render: (c) => c.schoolName },
          { key: 'state', title: t('video.state'), width: 100, render: (c) => <StatusTag hue={hue[c.state] ?? 'grey'}>{tMaybe(`video.states.${c.state}`) ?? c.state}</StatusTag> },
          ...(mayKeep ? [{ key: 'kept', title: t('video.kept'), width: 120, render: (c: Camera) => <Kept of={c} /> }] : []),
        ]}
        drawerTitle={(c) => c && [c.place, c.name].filter(Boolean).join(' · ')}
        drawer={(id) => <CameraPanel key={id} cameraId={id} />}
        empty={{ title: t('video.empty'), hint: t('video.emptyHint') }}
      />
    </>
  )
}

/** Whether the camera is called all day. */
function Kept({ of: c }: { of: Camera }) {
  const cache = useQueryClient()
  const { message } = App.useApp()
  const [busy, setBusy] = useState(false)
  const set = async (kept: boolean) => {
    setBusy(true)
    try {
      await must(api.PUT('/api/v1/video/cameras/{id}/kept', { params: { path: { id: c.id } }, body: { kept } }))
      void message.success(kept ? t('video.keptOn') : t('video.keptOff'))
      await cache.invalidateQueries({ queryKey: ['video-cameras'] })
    } catch (e) {
      void message.error(tError(problemOf(e)))
    }
    setBusy(false)
  }
  return (
    <span onClick={(e) => e.stopPropagation()} title={t('video.keptHint')}>
      <Switch size="small" checked={c.kept} loading={busy} onChange={(on) => void set(on)} aria-label={`${t('video.kept')} ${c.name}`} />
    </span>
  )
}
