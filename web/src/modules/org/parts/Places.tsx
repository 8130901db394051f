import { PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField } from '../../../ui/i18n'
import { choices, placeKinds, word, type Card, type Place } from './words'

interface Props {
  school: Card
  mayEdit: boolean
  onChanged: () => Promise<unknown>
}

type Values = Pick<Place, 'name' | 'kind' | 'sort'>

/** The places of a school at which an alarm can be raised. */
export function Places({ school, mayEdit, onChanged }: Props) {
  const [at, setAt] = useState<Place | 'new'>()
  const place = typeof at === 'object' ? at : undefined

  const save = (v: Values) =>
    place
      ? must(api.PATCH('/api/v1/places/{id}', { params: { path: { id: place.id } }, body: v }))
      : must(api.POST('/api/v1/schools/{id}/places', { params: { path: { id: school.id } }, body: v }))

  return (
    <section className="org-part">
      <div className="org-part-head">
        <h3>{t('org.places')}</h3>
        {mayEdit && (
          <Button icon={<PlusOutlined />} onClick={() => setAt('new')}>
            {t('org.placeAdd')}
          </Button>
        )}
      </div>
      <p className="dim">{school.places.length === 0 ? t('org.noPlaces') : t('org.placesHint')}</p>
      <ul className="org-list">
        {school.places.map((p) => (
          <li key={p.id}>
            <span>
              {p.name} <span className="dim">{word('place', p.kind)}</span>
            </span>
            {mayEdit && (
              <span className="org-acts">
                <Button size="small" aria-label={`${t('ui.edit')} ${p.name}`} onClick={() => setAt(p)}>
                  {t('ui.edit')}
                </Button>
                <ConfirmAct
                  size="small"
                  act={t('ui.remove')}
                  name={p.name}
                  consequence={t('org.placeRemoved')}
                  onConfirm={async () => {
                    await must(api.DELETE('/api/v1/places/{id}', { params: { path: { id: p.id } } }))
                    await onChanged()
                  }}
                />
              </span>
            )}
          </li>
        ))}
      </ul>
      <FormDrawer<Values>
        open={at !== undefined}
        title={place ? t('org.placeEdit') : t('org.placeAdd')}
        initial={place ?? { kind: 'gate', sort: school.places.length }}
        submit={save}
        onClose={() => setAt(undefined)}
        onSaved={() => (setAt(undefined), void onChanged())}
        width={420}
      >
        <Form.Item name="name" label={t('org.placeName')} rules={[{ required: true, message: tField({ code: 'required' }) }]}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="kind" label={t('org.placeKind')} required>
          <Select options={choices('place', placeKinds)} />
        </Form.Item>
        <Form.Item name="sort" label={t('org.placeSort')}>
          <InputNumber min={0} max={10000} precision={0} />
        </Form.Item>
      </FormDrawer>
    </section>
  )
}
