import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, DatePicker, Form, Input, Select } from 'antd'
import dayjs from 'dayjs'
import { useRef, useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf, type ApiProblem } from '../../../api/problem'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tError, tField } from '../../../ui/i18n'
import { SchoolPicker } from '../../../ui/SchoolPicker'
import { agencyWord, isOwn, kinds, ownKinds, today } from './words'

export const required = [{ required: true, message: tField({ code: 'required' }) }]

export function DayInput({ id, value, onChange }: { id?: string; value?: string; onChange?: (day: string) => void }) {
  return <DatePicker {...(id ? { id } : {})} value={value ? dayjs(value) : null} onChange={(d) => onChange?.(d?.format('YYYY-MM-DD') ?? '')} style={{ width: '100%' }} />
}

/** The published checklists, for a form. */
export function ListPicker({ id, value, onChange }: { id?: string; value?: string; onChange?: (id: string) => void }) {
  const { data } = useQuery({
    queryKey: ['checklists', 'published'],
    queryFn: () => must(api.GET('/api/v1/checklists', { params: { query: { state: 'published' } } })),
    staleTime: 60_000,
  })
  return (
    <Select
      {...(id ? { id } : {})}
      value={value}
      onChange={(v: string) => onChange?.(v)}
      options={(data?.items ?? []).map((l) => ({ value: l.id, label: `${l.title}（${t('inspection.itemsN', { n: l.items })}）` }))}
    />
  )
}

/** Who may be sent, with the department he comes from. */
export function TeamPicker({ id, value, onChange, path = '' }: { id?: string; value?: string[]; onChange?: (people: string[]) => void; path?: string }) {
  const { data } = useQuery({
    queryKey: ['inspections', 'team', path],
    queryFn: () => must(api.GET('/api/v1/inspections/team', { params: { query: { path } } })),
    staleTime: 60_000,
  })
  return (
    <Select
      {...(id ? { id } : {})}
      mode="multiple"
      value={value ?? []}
      onChange={(v: string[]) => onChange?.(v)}
      optionFilterProp="label"
      options={(data?.items ?? []).map((i) => ({ value: i.id, label: `${i.name}（${agencyWord(i.agency)}）` }))}
    />
  )
}

interface Values {
  schoolId?: string
  kind: string
  listId?: string
  day: string
  people?: string[]
  hidden?: boolean
  reason?: string
  note?: string
}

interface Props {
  /** A school inspects itself. */
  own?: boolean
  /** Within a round, which says what is looked at. */
  round?: { id: string; schoolId: string; school: string; own: boolean }
  saved: (visitId: string) => void
  small?: boolean
}

/** Plans a visit. Where the school is visited anyway, the form offers to join that visit. */
export function PlanForm({ own = false, round, saved, small = false }: Props) {
  const [open, setOpen] = useState(false)
  const [other, setOther] = useState<ApiProblem>()
  const made = useRef('')
  const self = own || round?.own === true
  const mine = useQuery({
    queryKey: ['schools', 'own'],
    queryFn: () => must(api.GET('/api/v1/schools', { params: { query: { limit: 2 } } })),
    enabled: open && self && !round,
    staleTime: 60_000,
  })
  const first = (mine.data as { items?: { id: string }[] } | undefined)?.items?.[0]?.id ?? ''
  const title = self ? t('inspection.startSelf') : t('inspection.planVisit')

  async function submit(v: Values) {
    try {
      const { id } = await must(
        api.POST('/api/v1/inspections/visits', {
          body: {
            schoolId: round?.schoolId ?? v.schoolId ?? first, day: v.day, people: v.people ?? [], reason: v.reason ?? '', note: v.note ?? '',
            ...(round ? { roundId: round.id } : { kind: v.kind as 'joint', listId: v.listId ?? '', hidden: v.hidden ?? false }),
          },
        }),
      )
      made.current = id
    } catch (e) {
      const said = problemOf(e)
      setOther(said.code === 'inspection.duplicate_visit' ? said : undefined)
      throw e
    }
  }
  const joinable = (other?.params as { visit?: string } | undefined)?.visit

  return (
    <>
      <Button type={small ? 'default' : 'primary'} size={small ? 'small' : 'middle'} onClick={() => (setOther(undefined), setOpen(true))}>
        {title}
      </Button>
      {open && (
        <FormDrawer<Values>
          open
          title={round ? `${title} · ${round.school}` : title}
          initial={{ kind: self ? 'self' : 'joint', day: today() }}
          submit={submit}
          onClose={() => setOpen(false)}
          onSaved={() => (setOpen(false), saved(made.current))}
        >
          {other && joinable && (
            <p>
              {tError(other)}{' '}
              <Button
                type="primary"
                onClick={() =>
                  void must(api.POST('/api/v1/inspections/visits/{id}/join', { params: { path: { id: joinable } } })).then(() => (setOpen(false), saved(joinable)))
                }
              >
                {t('inspection.joinThat')}
              </Button>
            </p>
          )}
          {!self && !round && (
            <Form.Item name="schoolId" label={t('inspection.school')} rules={required}>
              <SchoolPicker />
            </Form.Item>
          )}
          {!round && (
            <div className="insp-pair">
              <Form.Item name="kind" label={t('inspection.kindName')} rules={required}>
                <Select options={(self ? ownKinds : kinds.filter((k) => !isOwn(k))).map((value) => ({ value, label: t(`inspection.kind.${value}`) }))} />
              </Form.Item>
              <Form.Item name="listId" label={t('inspection.list')} rules={required}>
                <ListPicker />
              </Form.Item>
            </div>
          )}
          <Form.Item name="day" label={t('inspection.day')} rules={required}>
            <DayInput />
          </Form.Item>
          {!self && (
            <>
              <Form.Item name="people" label={t('inspection.people')} extra={t('inspection.peopleHint')}>
                <TeamPicker />
              </Form.Item>
              {!round && (
                <Form.Item name="hidden" valuePropName="checked" extra={t('inspection.hiddenHint')}>
                  <Checkbox>{t('inspection.hidden')}</Checkbox>
                </Form.Item>
              )}
              {other && (
                <Form.Item name="reason" label={t('inspection.reasonWhy')}>
                  <Input maxLength={300} />
                </Form.Item>
              )}
            </>
          )}
          <Form.Item name="note" label={t('inspection.note')}>
            <Input.TextArea rows={2} maxLength={500} />
          </Form.Item>
        </FormDrawer>
      )}
    </>
  )
}
