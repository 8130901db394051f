import { useQuery } from '@tanstack/react-query'
import { Checkbox, DatePicker, Form, Input, Radio, Select, TreeSelect } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { api, must } from '../../../api/client'
import { treeOf, type Area } from '../../../ui/AreaTree'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField, tMaybe } from '../../../ui/i18n'
import { SchoolPaths } from './SchoolPaths'
import { authorities, levels, schoolKinds, themes, type Notice } from './notice'

interface Values extends Omit<Notice, 'areas' | 'startsAt' | 'endsAt'> {
  window: [Dayjs, Dayjs]
  areaPaths: string[]
  schoolPaths: string[]
}

interface Props {
  open: boolean
  /** The draft that is rewritten, or the notice that is changed. */
  of?: Notice
  as?: 'edit' | 'change'
  onClose: () => void
  onSaved: () => void
}

const required = () => [{ required: true, message: tField({ code: 'required' }) }]
const zone = 8 * 60
const ms = (d: Dayjs) => d.valueOf()

export function NoticeForm({ open, of: n, as = 'edit', onClose, onSaved }: Props) {
  const { data } = useQuery({ queryKey: ['areas', 'all'], queryFn: async () => ((await must(api.GET('/api/v1/areas'))) as { items: Area[] | null }).items ?? [], enabled: open, staleTime: 60_000 })
  const school = n ? n.schoolId !== '' : undefined
  const title = n ? t(as === 'edit' ? 'notice.edit' : 'notice.acts.change') : t('notice.write')
  return (
    <FormDrawer<Values> open={open} title={title} width={720} initial={initialOf(n)} submit={(v) => send(v, n, as)} onClose={onClose} onSaved={onSaved}>
      <Form.Item name="kind" label={t('notice.kind')}>
        <Radio.Group optionType="button" options={(['prompt', 'warning'] as const).map((value) => ({ value, label: t(`notice.kinds.${value}`) }))} />
      </Form.Item>
      <Form.Item noStyle dependencies={['kind']}>{({ getFieldValue }) => getFieldValue('kind') === 'warning' && <Relay />}</Form.Item>
      <Form.Item name="theme" label={t('notice.theme')} rules={required()}>
        <Select showSearch={{ optionFilterProp: 'label' }} options={themes.map((value) => ({ value, label: t(`notice.themes.${value}`) }))} />
      </Form.Item>
      <Form.Item name="title" label={t('notice.name')} rules={required()}><Input maxLength={60} /></Form.Item>
      <Form.Item name="window" label={t('notice.window')} rules={required()}>
        <DatePicker.RangePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" allowClear={false} style={{ width: '100%' }} />
      </Form.Item>
      {!school && (
        <>
          <Form.Item name="areaPaths" label={t('notice.areas')} extra={t('notice.areasHint')}>
            <TreeSelect multiple allowClear showSearch treeNodeFilterProp="title" treeData={treeOf(data ?? [], 'path')} />
          </Form.Item>
          <Form.Item name="schoolPaths" label={t('notice.schools')} extra={t('notice.schoolsHint')}><SchoolPaths names={n?.areas ?? []} /></Form.Item>
          <Form.Item name="schoolKinds" label={t('notice.schoolKinds')} extra={t('notice.schoolKindsHint')}>
            <Select mode="multiple" allowClear options={schoolKinds.map((value) => ({ value, label: tMaybe(`org.kind.${value}`) ?? value }))} />
          </Form.Item>
        </>
      )}
      <Form.Item name="impact" label={t('notice.impact')}><Input.TextArea rows={2} maxLength={1000} /></Form.Item>
      <Form.Item name="forSchool" label={t('notice.forSchool')} rules={required()} extra={t('notice.forHint')}><Input.TextArea rows={4} maxLength={2000} /></Form.Item>
      <Form.Item name="forClass" label={t('notice.forClass')}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
      <Form.Item name="forParent" label={t('notice.forParent')}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
      <Form.Item name="forPupil" label={t('notice.forPupil')}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
      <Form.Item name="suspend" label={t('notice.suspend')}>
        <Select options={(['none', 'outdoor', 'classes'] as const).map((value) => ({ value, label: t(`notice.suspends.${value}`) }))} />
      </Form.Item>
      <Form.Item name="contact" label={t('notice.contact')}><Input maxLength={60} /></Form.Item>
      <Form.Item name="public" valuePropName="checked" extra={t('notice.publicHint')}><Checkbox>{t('notice.public')}</Checkbox></Form.Item>
    </FormDrawer>
  )
}

/** What a warning needs besides: its colour, and who has declared it. */
function Relay() {
  return (
    <>
      <Form.Item name="level" label={t('notice.level')} rules={required()}>
        <Select options={levels.map((value) => ({ value, label: t(`notice.levels.${value}`) }))} />
      </Form.Item>
      <Form.Item name="authorityKind" label={t('notice.authorityKind')} rules={required()}>
        <Select options={authorities.map((value) => ({ value, label: t(`notice.authorities.${value}`) }))} />
      </Form.Item>
      <Form.Item name="authority" label={t('notice.authority')} rules={required()} extra={t('notice.authorityHint')}><Input maxLength={60} /></Form.Item>
      <Form.Item name="basis" label={t('notice.basis')} extra={t('notice.basisHint')}><Input maxLength={120} /></Form.Item>
    </>
  )
}

/** Times are typed in the city's zone, whatever the browser's. */
function wall(at: number): Dayjs {
  return dayjs(at + (zone + new Date(at).getTimezoneOffset()) * 60_000)
}

function instant(d: Dayjs): number {
  return ms(d) - (zone + d.toDate().getTimezoneOffset()) * 60_000
}

function initialOf(n: Notice | undefined): Partial<Values> {
  if (!n) {
    const now = Math.floor(Date.now() / 60_000) * 60_000
    return { kind: 'prompt', suspend: 'none', public: true, window: [wall(now), wall(now + 3 * 24 * 3_600_000)], areaPaths: [], schoolPaths: [], schoolKinds: [] }
  }
  return {
    ...n, window: [wall(n.startsAt), wall(n.endsAt)],
    areaPaths: n.areas.filter((a) => !a.isSchool).map((a) => a.path), schoolPaths: n.areas.filter((a) => a.isSchool).map((a) => a.path),
  }
}

function send(v: Values, n: Notice | undefined, as: 'edit' | 'change') {
  const body = {
    kind: v.kind, level: v.kind === 'warning' ? v.level : ('' as const), theme: v.theme, authorityKind: v.authorityKind ?? '', authority: v.authority ?? '', basis: v.basis ?? '',
    title: v.title ?? '', impact: v.impact ?? '', forSchool: v.forSchool ?? '', forClass: v.forClass ?? '', forParent: v.forParent ?? '', forPupil: v.forPupil ?? '',
    suspend: v.suspend, contact: v.contact ?? '', schoolKinds: v.schoolKinds ?? [], areas: [...(v.areaPaths ?? []), ...(v.schoolPaths ?? [])], public: v.public ?? false,
    startsAt: instant(v.window[0]), endsAt: instant(v.window[1]),
  }
  if (!n) return must(api.POST('/api/v1/safety-notices', { body }))
  const at = { params: { path: { id: n.id } } }
  return as === 'edit' ? must(api.PUT('/api/v1/safety-notices/{id}', { ...at, body: { ...body, version: n.version } })) : must(api.POST('/api/v1/safety-notices/{id}/change', { ...at, body }))
}
