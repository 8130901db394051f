import { PlusOutlined, UploadOutlined } from '@ant-design/icons'
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
import { BeginForm } from '../parts/BeginForm'
import { Take } from '../parts/Take'
import { kinds, ownerOf, stateHue, states, type List } from '../parts/words'
import '../parts/checklist.css'

/** The checklists there are: those that come with the program, and those of the bureaus. */
export default function Checklists() {
  const go = useGo()
  const mayEdit = useCan('checklist.edit')
  const [beginning, setBeginning] = useState(false)
  const [taking, setTaking] = useState(false)
  return (
    <>
      <PageHeader
        title={t('checklist.title')}
        hint={t('checklist.hint')}
        actions={
          mayEdit && (
            <>
              <Button icon={<UploadOutlined />} onClick={() => setTaking(true)}>
                {t('checklist.import')}
              </Button>
              <Button type="primary" icon={<PlusOutlined />} onClick={() => setBeginning(true)}>
                {t('checklist.begin')}
              </Button>
            </>
          )
        }
      />
      <Ledger<List>
        id="checklists"
        load={async (query) => ({ items: (await must(api.GET('/api/v1/checklists', { params: { query } }))).items, next: '' })}
        rowKey={(l) => l.id}
        rowHref={(l) => `/checklists/${l.id}`}
        tabs={{ key: 'state', items: [{ value: '', label: t('checklist.all') }, ...states.map((value) => ({ value, label: t(`checklist.state.${value}`) }))] }}
        filters={[
          { key: 'kind', kind: 'select', label: t('checklist.kind'), options: kinds.map((value) => ({ value, label: t(`checklist.kinds.${value}`) })) },
          { key: 'q', kind: 'search', label: t('checklist.find'), width: 200 },
        ]}
        columns={[
          { key: 'title', title: t('checklist.name'), render: (l) => l.title },
          { key: 'kind', title: t('checklist.kind'), width: 120, render: (l) => t(`checklist.kinds.${l.kind}`) },
          { key: 'owner', title: t('checklist.owner'), width: 140, render: (l) => ownerOf(l) },
          { key: 'items', title: t('checklist.items'), width: 90, align: 'right', render: (l) => <span className="num">{l.items}</span> },
          { key: 'version', title: t('checklist.version'), width: 90, render: (l) => (l.version ? t('checklist.versionNo', { n: l.version }) : '—') },
          { key: 'updated', title: t('checklist.updated'), width: 120, render: (l) => <span className="num">{date(l.updatedAt)}</span> },
          {
            key: 'state', title: t('checklist.stateName'), width: 150,
            render: (l) => (
              <>
                <StatusTag hue={stateHue[l.state]}>{t(`checklist.state.${l.state}`)}</StatusTag>{' '}
                {l.state === 'published' && l.draft > 0 && <StatusTag hue="orange">{t('checklist.revising')}</StatusTag>}
              </>
            ),
          },
        ]}
        empty={{ title: t('checklist.empty'), hint: t('checklist.emptyHint') }}
      />
      <BeginForm open={beginning} onClose={() => setBeginning(false)} onBegun={(c) => go(`/checklists/${c.id}`)} />
      <Take open={taking} onClose={() => setTaking(false)} onTaken={(id) => go(`/checklists/${id}`)} />
    </>
  )
}
