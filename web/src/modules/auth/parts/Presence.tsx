import { query } from '../../../api/query'
import { t } from '../../../ui/i18n'
import { useNow } from '../../../ui/now'
import { StatusTag, type Hue } from '../../../ui/Tags'
import { ago } from '../../../ui/time'
import type { Device } from './types'

const hues: Record<'on' | 'lost' | 'off', Hue> = { on: 'green', lost: 'red', off: 'grey' }

/** Whether a device is there now; one question serves all rows of the page. */
export function Presence({ device }: { device: Device }) {
  const now = useNow()
  const terminals = query.useQuery('get', '/api/v1/terminals', { params: { query: { limit: 2000 } } }, { refetchInterval: 10_000 })
  const it = device.status === 'paired' ? terminals.data?.items.find((x) => x.id === device.id) : undefined
  const seenAt = Math.max(it?.seenAt ?? 0, device.seenAt)
  const known = it && it.version > 0
  return (
    <span className="cell-two num">
      {known && <StatusTag hue={hues[it.state]}>{t(`auth.devices.state.${it.state}`)}</StatusTag>}
      <span className={known ? 'dim' : ''}>
        {seenAt ? ago(seenAt, now) : t('auth.devices.never')}
        {known && it.battery >= 0 && ` · ${t('auth.devices.battery', { percent: it.battery })}`}
      </span>
    </span>
  )
}
