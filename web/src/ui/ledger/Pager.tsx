import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { t } from '../i18n'

interface Props {
  after: string
  next: string
  limit: number
  shown: number
  total: number | undefined
  go: (after: string) => void
  setLimit: (limit: string) => void
}

/** Keyset pages know only "the following"; the way back is remembered here. */
export function Pager({ after, next, limit, shown, total, go, setLimit }: Props) {
  const [trail, setTrail] = useState<string[]>([])
  const known = after === '' ? [] : trail
  if (after === '' && next === '' && shown <= 20 && limit <= 20) return <p className="ledger-foot dim num">{t('ui.total', { n: shown })}</p>
  return (
    <div className="ledger-foot">
      <span className="dim num">
        {total === undefined ? t('ui.shown', { n: shown }) : t('ui.total', { n: total })}
        {(after === '' || known.length > 0) && ` · ${t('ui.pageNo', { n: known.length + 1 })}`}
      </span>
      <Select
        aria-label={t('ui.perPage', { n: limit })}
        value={String(limit)}
        onChange={setLimit}
        options={['20', '50', '100'].map((n) => ({ value: n, label: t('ui.perPage', { n }) }))}
        size="small"
        variant="borderless"
        popupMatchSelectWidth={false}
      />
      <Button
        size="small"
        icon={<LeftOutlined />}
        disabled={after === ''}
        onClick={() => {
          go(known.at(-1) ?? '')
          setTrail(known.slice(0, -1))
        }}
      >
        {known.length === 0 && after !== '' ? t('ui.firstPage') : t('ui.prevPage')}
      </Button>
      <Button
        size="small"
        icon={<RightOutlined />}
        iconPlacement="end"
        disabled={next === ''}
        onClick={() => {
          setTrail([...known, after])
          go(next)
        }}
      >
        {t('ui.nextPage')}
      </Button>
    </div>
  )
}
