import { Button } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { useGo } from '../../../ui/nav'
import { PageHeader } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { StatusTag } from '../../../ui/Tags'
import { date } from '../../../ui/time'
import { ContentForm } from '../parts/ContentForm'
import { stageWord, stateHue, states, type Card } from '../parts/words'
import '../parts/campaign.css'

/** Every campaign that concerns one's area. */
export default function Campaigns() {
  const mayEdit = useCan('campaign.edit')
  const go = useGo()
  const [open, setOpen] = useState(false)
  const create = mayEdit && <Button type="primary" onClick={() => setOpen(true)}>{t('campaign.create')}</Button>
  return (
    <>
      <PageHeader title={t('campaign.title')} hint={t('campaign.hint')} actions={create} />
      <Ledger<Card>
        id="campaigns"
        load={(query) => must(api.GET('/api/v1/campaigns', { params: { query } }))}
        rowKey={(c) => c.id}
        rowHref={(c) => `/campaigns/${c.id}`}
        tabs={{ key: 'state', items: [{ value: '', label: t('ui.all') }, ...states.map((value) => ({ value, label: t(`campaign.state.${value}`) }))] }}
        filters={[{ key: 'q', kind: 'search', label: t('campaign.find'), width: 240 }]}
        columns={[
          { key: 'title', title: t('campaign.name'), render: (c) => <span className="cell-two"><span>{c.title}</span><span className="dim">{c.theme}</span></span> },
          { key: 'area', title: t('campaign.area'), width: 180, render: (c) => c.areaName },
          { key: 'stages', title: t('campaign.stages'), width: 220, render: (c) => c.stages.map(stageWord).join('、') },
          { key: 'window', title: t('campaign.window'), width: 200, render: (c) => <span className="num">{`${date(c.startAt)} — ${date(c.untilAt)}`}</span> },
          { key: 'state', title: t('campaign.stateOf'), width: 110, render: (c) => <StatusTag hue={stateHue[c.state]}>{t(`campaign.state.${c.state}`)}</StatusTag> },
        ]}
        empty={{ title: t('campaign.empty'), hint: mayEdit ? t('campaign.emptyHint') : t('campaign.emptyOther'), action: create }}
      />
      {mayEdit && <ContentForm open={open} onClose={() => setOpen(false)} onSaved={(c) => go(`/campaigns/${c.id}`)} />}
    </>
  )
}
