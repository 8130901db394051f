import { Tooltip } from 'antd'
import { t } from '../../../ui/i18n'
import { StatusTag, type Hue } from '../../../ui/Tags'
import type { Version } from './value'

const hues: Record<Version['mark'], Hue> = { L: 'green', S: 'blue', M: 'orange', D: 'grey' }

/** How sure the register is of a basis; 待核 stands out, so that nobody relies on it unread. */
export function MarkTag({ mark }: { mark: Version['mark'] }) {
  return (
    <Tooltip title={t(`norm.markLong.${mark}`)}>
      <span>
        <StatusTag hue={hues[mark]}>{t(`norm.markShort.${mark}`)}</StatusTag>
      </span>
    </Tooltip>
  )
}
