import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { t, tError } from '../../../ui/i18n'
import type { Agency, Card } from './words'

interface Props {
  school: Card
  mayEdit: boolean
  onChanged: () => Promise<unknown>
}

/** Which police station answers for the school. */
export function Station({ school, mayEdit, onChanged }: Props) {
  const [choosing, setChoosing] = useState(false)
  const [problem, setProblem] = useState('')
  const stations = useQuery({
    queryKey: ['agencies', 'stations', school.countyCode],
    queryFn: async () =>
      ((await must(api.GET('/api/v1/agencies', { params: { query: { kind: 'police_station', county: school.countyCode, limit: 200 } } }))) as { items: Agency[] }).items,
    enabled: choosing,
  })

  async function choose(agencyId: string) {
    setProblem('')
    try {
      await must(api.PUT('/api/v1/schools/{id}/station', { params: { path: { id: school.id } }, body: { agencyId } }))
      setChoosing(false)
      await onChanged()
    } catch (e) {
      setProblem(tError(problemOf(e)))
    }
  }

  const s = school.station
  const phone = s?.dutyPhone || s?.phone
  return (
    <section className="org-part">
      <div className="org-part-head">
        <h3>{t('org.station')}</h3>
        {mayEdit && !choosing && <Button onClick={() => setChoosing(true)}>{t('org.stationSet')}</Button>}
      </div>
      {choosing ? (
        <Select
          aria-label={t('org.stationSet')}
          style={{ width: '100%' }}
          showSearch={{ optionFilterProp: 'label' }}
          loading={stations.isPending}
          defaultValue={s?.id ?? ''}
          autoFocus
          onChange={(id: string) => void choose(id)}
          options={[{ value: '', label: t('org.stationClear') }, ...(stations.data ?? []).map((a) => ({ value: a.id, label: a.name }))]}
        />
      ) : s ? (
        <div>
          {s.name} {phone && <a className="num" href={`tel:${phone}`}>{phone}</a>}
        </div>
      ) : (
        <div className="dim">{t('org.noStation')}</div>
      )}
      {problem && <div role="alert" className="org-bad">{problem}</div>}
    </section>
  )
}
