import { DownloadOutlined, DownOutlined, MoreOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Dropdown, Select, Skeleton } from 'antd'
import { useMemo, useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { t, tError } from '../../../ui/i18n'
import { useGo, usePageTitle, usePathParam, useUrlState } from '../../../ui/nav'
import { PageHeader } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'
import { BeginForm } from '../parts/BeginForm'
import { Compare } from '../parts/Compare'
import { Editor } from '../parts/Editor'
import { PublishForm } from '../parts/PublishForm'
import { SheetView } from '../parts/SheetView'
import { Take } from '../parts/Take'
import { ownerOf, stateHue, type Card } from '../parts/words'
import '../parts/checklist.css'

type Verb = 'revise' | 'discard' | 'retire' | 'restore'
type Asked = 'copy' | 'compare' | 'publish' | 'import'

/** One checklist: as it will be filled, or its draft to be written. */
export default function Checklist() {
  const id = usePathParam('id')
  const [url, setUrl] = useUrlState()
  const version = Number(url.version ?? 0)
  const { data, error, refetch } = useQuery({
    queryKey: ['checklists', id, version],
    queryFn: () => must(api.GET('/api/v1/checklists/{id}', { params: { path: { id }, query: { version } } })),
  })
  usePageTitle(data?.edition.title)
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active />
  return <One key={`${data.id}-${data.edition.version}`} card={data} show={(v) => setUrl({ version: v ? String(v) : '' })} />
}

function One({ card, show }: { card: Card; show: (version: number) => void }) {
  const cache = useQueryClient()
  const { message } = App.useApp()
  const go = useGo()
  const mayEdit = useCan('checklist.edit', card.path)
  const mayCopy = useCan('checklist.edit')
  const [asked, setAsked] = useState<Asked>()
  const drafted = card.edition.publishedAt === 0
  const editing = drafted && mayEdit && card.state !== 'retired'
  const applies = useMemo(() => card.conditions, [card.conditions])
  const close = () => setAsked(undefined)
  const changed = () => void cache.invalidateQueries({ queryKey: ['checklists'] })

  const act = async (verb: Verb) => {
    const done = await must(api.POST(`/api/v1/checklists/{id}/${verb}` as '/api/v1/checklists/{id}/revise', { params: { path: { id: card.id } }, body: { revision: card.revision } }))
    changed()
    show(verb === 'revise' ? done.draft : 0)
  }
  const revise = async () => {
    try {
      await act('revise')
    } catch (e) {
      void message.error(tError(problemOf(e)))
    }
  }

  return (
    <>
      <PageHeader
        back={{ href: '/checklists', label: t('checklist.title') }}
        title={card.edition.title}
        tag={
          <>
            <StatusTag hue={stateHue[card.state]}>{t(`checklist.state.${card.state}`)}</StatusTag>{' '}
            {drafted && card.state === 'published' && <StatusTag hue="orange">{t('checklist.revising')}</StatusTag>}
          </>
        }
        hint={`${ownerOf(card)} · ${t(`checklist.kinds.${card.kind}`)} · ${t('checklist.sized', { sections: card.edition.sheet.sections.length, items: countOf(card) })}${card.edition.publishedAt ? ` · ${t('checklist.publishedOn', { at: dateTime(card.edition.publishedAt) })}` : ''}`}
        actions={
          <>
            {card.versions.length > 0 && (
              <Select
                aria-label={t('checklist.version')}
                value={card.edition.version}
                onChange={show}
                style={{ width: 130 }}
                options={card.versions.map((v) => ({ value: v.version, label: t(v.publishedAt ? 'checklist.versionNo' : 'checklist.versionDraft', { n: v.version }) }))}
              />
            )}
            <Download card={card} />
            {mayEdit && !editing && card.state === 'published' && (
              <Button type="primary" onClick={() => (card.draft ? show(card.draft) : void revise())}>
                {t(card.draft ? 'checklist.goOn' : 'checklist.revise')}
              </Button>
            )}
            {editing && (
              <Button type="primary" onClick={() => setAsked('publish')}>
                {t('checklist.publish')}
              </Button>
            )}
            {editing && <ConfirmAct act={t('checklist.discard')} name={card.edition.title} consequence={t('checklist.discardHint')} onConfirm={() => act('discard')} />}
            {mayEdit && !editing && card.state === 'published' && (
              <ConfirmAct act={t('checklist.retire')} name={card.title} consequence={t('checklist.retireHint')} onConfirm={() => act('retire')} />
            )}
            {mayEdit && card.state === 'retired' && card.version > 0 && (
              <ConfirmAct act={t('checklist.restore')} name={card.title} danger={false} onConfirm={() => act('restore')} />
            )}
            <More mayCopy={mayCopy && card.version > 0} editing={editing} several={card.versions.length > 1} ask={setAsked} />
          </>
        }
      />
      {editing ? <Editor card={card} applies={applies} saved={changed} /> : <SheetView card={card} applies={applies} />}
      <BeginForm open={asked === 'copy'} from={card} onClose={close} onBegun={(c) => (changed(), go(`/checklists/${c.id}`))} />
      {asked === 'compare' && <Compare card={card} open onClose={close} />}
      {editing && <PublishForm card={card} open={asked === 'publish'} onClose={close} onDone={() => (close(), changed(), show(0))} />}
      {editing && <Take open={asked === 'import'} list={{ id: card.id, revision: card.revision }} onClose={close} onTaken={() => (close(), changed(), show(card.edition.version))} />}
    </>
  )
}

function countOf(card: Card): number {
  return card.edition.sheet.sections.reduce((n, s) => n + s.items.length, 0)
}

/** What is asked more rarely. */
function More({ mayCopy, editing, several, ask }: { mayCopy: boolean; editing: boolean; several: boolean; ask: (what: Asked) => void }) {
  const items = [
    ...(several ? [{ key: 'compare', label: t('checklist.compare') }] : []),
    ...(mayCopy ? [{ key: 'copy', label: t('checklist.copy') }] : []),
    ...(editing ? [{ key: 'import', label: t('checklist.importOver') }] : []),
  ]
  if (items.length === 0) return null
  return (
    <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => ask(key as Asked) }}>
      <Button icon={<MoreOutlined />} aria-label={t('checklist.more')} />
    </Dropdown>
  )
}

function Download({ card }: { card: Card }) {
  const link = (form: string) => `/api/v1/checklists/${card.id}/${form}?version=${card.edition.version}`
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'excel', label: <a href={link('workbook')} download>{t('checklist.excel')}</a> },
          { key: 'xlsform', label: <a href={link('xlsform')} download>{t('checklist.xlsform')}</a> },
        ],
      }}
    >
      <Button icon={<DownloadOutlined />}>
        {t('ui.export')} <DownOutlined />
      </Button>
    </Dropdown>
  )
}
