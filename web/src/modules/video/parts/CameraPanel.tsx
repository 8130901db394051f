import { Segmented } from 'antd'
import { t } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { Look } from './Look'
import { Replay } from './Replay'

/** A camera: what it shows now, and what its device has recorded. */
export function CameraPanel({ cameraId }: { cameraId: string }) {
  const [url, setUrl] = useUrlState()
  const part = url.part === 'replay' ? 'replay' : 'live'
  return (
    <>
      <Segmented
        aria-label={t('video.part')}
        style={{ marginBottom: 16 }}
        value={part}
        onChange={(v) => setUrl({ part: v === 'live' ? '' : v })}
        options={(['live', 'replay'] as const).map((value) => ({ value, label: t(`video.parts.${value}`) }))}
      />
      {part === 'live' ? <Look cameraId={cameraId} /> : <Replay cameraId={cameraId} at={Number(url.at) || 0} alarmId={url.alarm ?? ''} />}
    </>
  )
}
