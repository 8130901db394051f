import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import type { components } from '../../../api/schema'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tField } from '../../../ui/i18n'
import type { Card } from './words'

type Class = components['schemas']['OrgClass']
type Values = Pick<Class, 'name' | 'grade' | 'pupils' | 'teacher'>

/** The classes by which a roll call counts. */
export function Classes({ school, mayEdit }: { school: Card; mayEdit: boolean }) {
  const [at, setAt] = useState<Class | 'new'>()
  const list = useQuery({
    queryKey: ['schools', 'classes', school.id],
    queryFn: () => must(api.GET('/api/v1/schools/{id}/classes', { params: { path: { id: school.id } } })),
  })
  const classes = list.data?.items ?? []
  const now = typeof at === 'object' ? at : undefined

  const save = (v: Values) =>
    now
      ? must(api.PATCH('/api/v1/classes/{id}', { params: { path: { id: now.id } }, body: { ...v, teacherId: now.teacherId, version: now.version } }))
      : must(api.POST('/api/v1/schools/{id}/classes', { params: { path: { id: school.id } }, body: v }))

  return (
    <section className="org-part">
      <div className="org-part-head">
        <h3>{t('org.classes')}</h3>
        {mayEdit && (
          <Button icon={<PlusOutlined />} onClick={() => setAt('new')}>
            {t('org.classAdd')}
          </Button>
        )}
      </div>
      {list.data && (
        <p className="dim">{classes.length === 0 ? t('org.noClasses') : t('org.classesHint', { count: classes.length, pupils: classes.reduce((n, c) => n + c.pupils, 0) })}</p>
      )}
      <ul className="org-list">
        {classes.map((c) => (
          <li key={c.id}>
            <span>
              {c.name} <span className="dim">{t('org.classRow', { pupils: c.pupils, teacher: c.teacher })}</span>
            </span>
            {mayEdit && (
              <span className="org-acts">
                <Button size="small" aria-label={`${t('ui.edit')} ${c.name}`} onClick={() => setAt(c)}>
                  {t('ui.edit')}
                </Button>
                <ConfirmAct
                  size="small"
                  act={t('org.classEnd')}
                  name={c.name}
                  consequence={t('org.classEnded')}
                  onConfirm={async () => {
                    await must(api.POST('/api/v1/classes/{id}/end', { params: { path: { id: c.id } }, body: { version: c.version } }))
                    await list.refetch()
                  }}
                />
              </span>
            )}
          </li>
        ))}
      </ul>
      <FormDrawer<Values>
        open={at !== undefined}
        title={now ? t('org.classEdit') : t('org.classAdd')}
        initial={now ?? { grade: 1, pupils: 0 }}
        submit={save}
        onClose={() => setAt(undefined)}
        onSaved={() => (setAt(undefined), void list.refetch())}
        width={420}
      >
        <Form.Item name="name" label={t('org.className')} rules={[{ required: true, message: tField({ code: 'required' }) }]}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="grade" label={t('org.classGrade')}>
          <InputNumber min={0} max={20} precision={0} />
        </Form.Item>
        <Form.Item name="pupils" label={t('org.classPupils')}>
          <InputNumber min={0} max={999} precision={0} />
        </Form.Item>
        <Form.Item name="teacher" label={t('org.classTeacher')}>
          <Input maxLength={40} />
        </Form.Item>
      </FormDrawer>
    </section>
  )
}
