import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from '@ant-design/icons'
import { Button, Space } from 'antd'
import { t } from '../../../ui/i18n'

interface Props {
  /** What is moved or removed, for who does not see where the buttons stand. */
  name: string
  first: boolean
  last: boolean
  move: (by: number) => void
  remove?: (() => void) | undefined
}

/** Up, down, away. */
export function Acts({ name, first, last, move, remove }: Props) {
  return (
    <Space size={4} className="lesson-acts">
      <Button size="small" type="text" icon={<ArrowUpOutlined />} disabled={first} aria-label={t('lesson.up', { name })} onClick={() => move(-1)} />
      <Button size="small" type="text" icon={<ArrowDownOutlined />} disabled={last} aria-label={t('lesson.down', { name })} onClick={() => move(1)} />
      {remove && <Button size="small" type="text" danger icon={<DeleteOutlined />} aria-label={t('lesson.remove', { name })} onClick={remove} />}
    </Space>
  )
}
