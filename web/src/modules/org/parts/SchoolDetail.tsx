import { EditOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { FactList, type Fact } from '../../../ui/FactList'
import { t } from '../../../ui/i18n'
import { ErrorState } from '../../../ui/States'
import { useCan } from '../../../ui/session'
import { StatusTag } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'
import { Classes } from './Classes'
import { Places } from './Places'
import { SchoolForm } from './SchoolForm'
import { Station } from './Station'
import { statusHue, word, yesNo, type Card } from './words'
import './org.css'

/** Everything about one school, in the drawer of the list. */
export function SchoolDetail({ id }: { id: string }) {
  const cache = useQueryClient()
  const [editing, setEditing] = useState(false)
  const school = useQuery({
    queryKey: ['schools', 'card', id],
    queryFn: () => must(api.GET('/api/v1/schools/{id}', { params: { path: { id } } })) as Promise<Card>,
  })
  const s = school.data
  const mayEdit = useCan('org.edit', s?.path ?? '?')
  if (!s) return school.error ? <ErrorState error={school.error} retry={() => void school.refetch()} /> : <Skeleton active paragraph={{ rows: 12 }} />

  const changed = () => cache.invalidateQueries({ queryKey: ['schools'] })
  return (
    <>
      <div className="org-top">
        <span>
          <StatusTag hue={statusHue[s.status]}>{t(`org.status.${s.status}`)}</StatusTag> <span className="dim">{t('org.updated')} {dateTime(s.updatedAt)}</span>
        </span>
        {mayEdit && (
          <Button type="primary" icon={<EditOutlined />} onClick={() => setEditing(true)}>
            {t('ui.edit')}
          </Button>
        )}
      </div>
      <Part title={t('org.basics')} facts={basics(s)} />
      <Part title={t('org.scale')} facts={scale(s)} />
      <Part title={t('org.conditions')} facts={conditions(s)} />
      <Part title={t('org.where')} facts={where(s)} />
      <Station school={s} mayEdit={mayEdit} onChanged={changed} />
      <Places school={s} mayEdit={mayEdit} onChanged={changed} />
      <Classes school={s} mayEdit={mayEdit} />
      <Part title={t('org.around')} facts={s.agencies.map((a) => ({ label: word('agency', a.kind), value: phones(a.name, a.phone) }))} />
      <SchoolForm
        open={editing}
        school={s}
        onClose={() => setEditing(false)}
        onSaved={() => (setEditing(false), void changed())}
        reload={() => school.refetch()}
      />
    </>
  )
}

function Part({ title, facts }: { title: string; facts: Fact[] }) {
  return (
    <section className="org-part">
      <h3>{title}</h3>
      <FactList facts={facts} />
    </section>
  )
}

function basics(s: Card): Fact[] {
  return [
    { label: t('org.col.code'), value: s.code },
    { label: t('org.col.kind'), value: word('kind', s.kind) },
    { label: t('org.col.ownership'), value: word('ownership', s.ownership) },
    { label: t('org.col.setting'), value: word('setting', s.setting) },
    { label: t('org.col.area'), value: [s.countyName, s.townName].filter(Boolean).join(' · ') },
    { label: t('org.col.principal'), value: s.principal },
  ]
}

function scale(s: Card): Fact[] {
  return [
    { label: t('org.col.pupils'), value: s.boarding ? t('org.boardersOf', { n: s.pupils, boarders: s.boarders }) : t('org.pupilsUnit', { n: s.pupils }) },
    { label: t('org.boardingAny'), value: s.boarding ? t('org.boardingYes') : t('org.boardingNo') },
    { label: t('org.col.staff'), value: t('org.pupilsUnit', { n: s.staff }) },
    { label: t('org.col.guards'), value: t('org.pupilsUnit', { n: s.guards }) },
  ]
}

function conditions(s: Card): Fact[] {
  return [
    { label: t('org.col.storeys'), value: s.storeys || '' },
    { label: t('org.col.gates'), value: s.gates || '' },
    { label: t('org.col.canteen'), value: word('canteen', s.canteen) },
    { label: t('org.col.bus'), value: word('bus', s.bus) },
    { label: t('org.col.labChemicals'), value: yesNo(s.labChemicals) },
    { label: t('org.col.boiler'), value: yesNo(s.boiler) },
    { label: t('org.col.elevator'), value: yesNo(s.elevator) },
    { label: t('org.col.counterTerror'), value: yesNo(s.counterTerror) },
    { label: t('org.col.surroundings'), value: s.surroundings.map((x) => word('surroundings', x)).join('、'), wide: true },
    { label: t('org.col.facilities'), value: s.facilities.map((x) => word('facilities', x)).join('、'), wide: true },
  ]
}

function where(s: Card): Fact[] {
  const position = s.lon === null || s.lat === null ? t('org.noPosition') : <span className="num">{`${s.lon}, ${s.lat}`}</span>
  return [
    { label: t('org.col.address'), value: s.address, wide: true },
    { label: t('org.col.phone'), value: s.phone && <a href={`tel:${s.phone}`}>{s.phone}</a> },
    { label: t('org.position'), value: position },
  ]
}

function phones(name: string, phone: string) {
  return (
    <>
      {name} {phone && <a className="num" href={`tel:${phone}`}>{phone}</a>}
    </>
  )
}
