import { useQueryClient } from '@tanstack/react-query'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { t, tMaybe } from '../../../ui/i18n'
import { Ledger, type LedgerPage, type LedgerQuery } from '../../../ui/ledger'
import { useUrlState } from '../../../ui/nav'
import { PageHeader } from '../../../ui/PageHeader'
import { useCan } from '../../../ui/session'
import { StatusTag } from '../../../ui/Tags'
import { AddButton, ButtonDetail } from '../parts/ButtonForms'
import { daysHue, daysWord, resultHue, type Button, type Missing } from '../parts/joint'
import '../parts/joint.css'

/** A button, or a place that has none and must. */
interface Row {
  key: string
  schoolName: string
  countyName: string
  button?: Button
  missing?: Missing
}

async function load(query: LedgerQuery): Promise<LedgerPage<Row>> {
  if (query.status !== 'missing') {
    const page = await must(api.GET('/api/v1/alarm-buttons', { params: { query } }))
    return { ...page, items: page.items.map((b) => ({ key: b.id, schoolName: b.schoolName, countyName: b.countyName, button: b })) }
  }
  const { status: _status, ...rest } = query
  const page = await must(api.GET('/api/v1/alarm-buttons/missing', { params: { query: rest } }))
  return { next: page.next, items: page.items.map((m) => ({ key: `${m.schoolId} ${m.kind} ${m.placeId}`, schoolName: m.schoolName, countyName: m.countyName, missing: m })) }
}

export default function AlarmButtons() {
  const [url] = useUrlState()
  const cache = useQueryClient()
  const mayEdit = useCan('org.edit')
  const changed = () => {
    void cache.invalidateQueries({ queryKey: ['alarm-buttons'] })
    void cache.invalidateQueries({ queryKey: ['joint-tests'] })
  }
  const gaps = url.status === 'missing'
  const add = mayEdit && <AddButton changed={changed} />
  return (
    <>
      <PageHeader title={t('alarm.joint.tabs.buttons')} hint={gaps ? t('alarm.joint.missingHint') : t('alarm.joint.buttonsHint')} actions={add} />
      <Ledger<Row>
        id="alarm-buttons"
        load={load}
        rowKey={(r) => r.key}
        tabs={{
          key: 'status',
          items: [
            { value: '', label: t('alarm.joint.status.active') }, { value: 'never', label: t('alarm.joint.status.never') },
            { value: 'missing', label: t('alarm.joint.tabs.missing') }, { value: 'retired', label: t('alarm.joint.status.retired') },
          ],
        }}
        filters={[
          { key: 'path', kind: 'own', label: t('alarm.joint.area'), render: (v, set) => <AreaTree by="path" value={v} onChange={set} label={t('alarm.joint.area')} /> },
          { key: 'q', kind: 'search', label: t('alarm.joint.school'), width: 220 },
        ]}
        columns={[
          { key: 'school', title: t('alarm.joint.school'), render: (r) => r.schoolName },
          { key: 'county', title: t('alarm.joint.county'), width: 110, render: (r) => r.countyName },
          {
            key: 'button', title: gaps ? t('alarm.joint.kind') : t('alarm.joint.button'), width: 190,
            render: ({ button: b, missing }) =>
              b?.deviceName ? (
                <span className="cell-two">
                  <span>{b.name}</span>
                  <span className="dim">{t('alarm.joint.isDevice', { name: b.deviceName })}</span>
                </span>
              ) : (
                (b?.name ?? tMaybe(`alarm.joint.kinds.${missing?.kind ?? ''}`))
              ),
          },
          ...(gaps
            ? [{ key: 'place', title: t('alarm.joint.place'), width: 220, render: ({ missing: m }: Row) => m?.placeName || <span className="dim">{t('alarm.joint.noPlace')}</span> }]
            : [
                { key: 'days', title: t('alarm.joint.days'), width: 130, render: ({ button: b }: Row) => b && <StatusTag hue={daysHue(b.days)}>{daysWord(b.days)}</StatusTag> },
                {
                  key: 'last', title: t('alarm.joint.lastResult'), width: 110,
                  render: ({ button: b }: Row) => (b?.lastResult ? <StatusTag hue={resultHue[b.lastResult] ?? 'grey'}>{tMaybe(`alarm.joint.states.${b.lastResult}`)}</StatusTag> : '—'),
                },
                { key: 'since', title: t('alarm.joint.since'), width: 120, render: ({ button: b }: Row) => <span className="num">{b?.since}</span> },
              ]),
        ]}
        drawerTitle={(r) => (r ? `${r.schoolName} ${r.button?.name ?? ''}` : t('alarm.joint.button'))}
        drawer={(_id, r, close) => (r?.button ? <ButtonDetail button={r.button} changed={() => (close(), changed())} /> : r?.missing ? <Gap gap={r.missing} changed={() => (close(), changed())} /> : null)}
        empty={gaps ? { title: t('alarm.joint.noneMissing'), hint: t('alarm.joint.noneMissingHint') } : { title: t('alarm.joint.emptyButtons'), hint: t('alarm.joint.emptyButtonsHint'), action: add }}
      />
    </>
  )
}

function Gap({ gap, changed }: { gap: Missing; changed: () => void }) {
  const mayEdit = useCan('org.edit', gap.path)
  return (
    <>
      <p>
        {tMaybe(`alarm.joint.kinds.${gap.kind}`)}：{gap.placeName || t('alarm.joint.noPlace')}
      </p>
      {mayEdit && gap.placeId && <AddButton at={{ schoolId: gap.schoolId, placeId: gap.placeId }} changed={changed} />}
    </>
  )
}
