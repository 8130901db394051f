import { Checkbox, DatePicker, Form, Input, Radio, Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import dayjs, { type Dayjs } from 'dayjs'
import { useRef } from 'react'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { SchoolPicker } from '../../../ui/SchoolPicker'
import { FormAct, required } from './FormAct'
import { bare, Shoot, type Shot } from './Shoot'
import { agencies, categories, options, ways, type Hazard } from './words'

interface Values {
  schoolId: string
  way: string
  category: string
  sub?: string
  place: string
  text: string
  level: 'general' | 'major'
  stop?: boolean
  agency: string
  owner: string
  due?: Dayjs
  photos?: Shot[]
  draft?: boolean
}

interface School {
  id: string
  name: string
  path: string
  principal: string
}

const written = (h: Hazard): Values => ({
  schoolId: h.schoolId, way: h.way, category: h.category, sub: h.sub, place: h.place, text: h.text, level: h.proposed, stop: h.stop, agency: h.agency, owner: h.owner,
  ...(!h.dueNorm && { due: dayjs(h.dueAt) }),
})

/** A hazard put down by hand, or a draft of one put down anew. Place, level, person and deadline are mandatory; the deadline is the norm's if left empty. */
export function FindForm({ saved, draft }: { saved: (id: string) => void; draft?: Hazard }) {
  const made = useRef('')
  const { data } = useQuery({
    queryKey: ['schools', 'mine-one'],
    queryFn: async () => (await must(api.GET('/api/v1/schools', { params: { query: { limit: 2 } } }))) as { items: School[] | null },
    staleTime: 60_000,
  })
  const mine = data?.items?.length === 1 ? data.items[0] : undefined
  async function send(v: Values) {
    const body = {
      schoolId: v.schoolId, way: v.way, category: v.category, sub: v.sub ?? '', place: v.place, text: v.text, level: v.level, stop: v.stop ?? false, agency: v.agency,
      owner: v.owner, draft: v.draft ?? false, photos: bare(v.photos), ...(draft?.itemCode && { itemCode: draft.itemCode }), ...(v.due && { dueAt: v.due.endOf('day').valueOf() }),
    }
    const out = await must(
      draft
        ? api.PUT('/api/v1/hazards/{id}/draft', { params: { path: { id: draft.id }, query: { version: draft.version } }, body })
        : api.POST('/api/v1/hazards', { body }),
    )
    made.current = out.id
    return out
  }
  return (
    <FormAct<Values> key={`${mine?.id ?? ''}${draft?.version ?? ''}`} {...(!draft && { type: 'primary' as const })} act={t(draft ? 'hazard.act.edit' : 'hazard.act.register')} width={640} submit={send}
      done={() => saved(made.current)}
      initial={draft ? written(draft) : { way: mine ? 'weekly' : 'special', level: 'general', agency: 'education', ...(mine && { schoolId: mine.id, owner: mine.principal }) }}>
      <p className="dim">{t('hazard.mandatory')}</p>
      <Form.Item name="schoolId" label={t('hazard.school')} rules={required}>
        <SchoolPicker {...(draft ? { name: draft.schoolName } : mine && { name: mine.name })} />
      </Form.Item>
      <div className="hazard-cols">
        <Form.Item name="way" label={t('hazard.wayName')} rules={required}>
          <Select options={options('way', ways)} />
        </Form.Item>
        <Form.Item name="category" label={t('hazard.categoryName')} rules={required}>
          <Select options={options('category', categories)} />
        </Form.Item>
        <Form.Item name="place" label={t('hazard.place')} rules={required}>
          <Input maxLength={80} />
        </Form.Item>
        <Form.Item name="agency" label={t('hazard.agencyName')} rules={required}>
          <Select options={options('agency', agencies)} />
        </Form.Item>
      </div>
      <Form.Item name="text" label={t('hazard.text')} rules={required}>
        <Input.TextArea rows={3} maxLength={1000} />
      </Form.Item>
      <div className="hazard-cols">
        <Form.Item name="level" label={t('hazard.levelName')} rules={required}>
          <Radio.Group optionType="button" options={options('level', ['general', 'major'])} />
        </Form.Item>
        <Form.Item name="stop" valuePropName="checked" label=" ">
          <Checkbox>{t('hazard.stopTag')}</Checkbox>
        </Form.Item>
        <Form.Item name="owner" label={t('hazard.owner')} rules={required}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="due" label={t('hazard.due')} extra={t('hazard.dueHint')}>
          <DatePicker style={{ width: '100%' }} />
        </Form.Item>
      </div>
      <Form.Item noStyle shouldUpdate>
        {() =>
          mine && (
            <Form.Item name="photos" label={t('hazard.photo')}>
              <Shoot path={mine.path} label={t('hazard.addPhoto')} />
            </Form.Item>
          )
        }
      </Form.Item>
      {!draft && (
        <Form.Item name="draft" valuePropName="checked">
          <Checkbox>{t('hazard.draftIt')}</Checkbox>
        </Form.Item>
      )}
    </FormAct>
  )
}
