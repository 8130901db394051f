import { Button, Form, Input, Select } from 'antd'
import { useRef, useState } from 'react'
import { api, must } from '../../../api/client'
import { AreaTree } from '../../../ui/AreaTree'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { useGo } from '../../../ui/nav'
import { PageHeader } from '../../../ui/PageHeader'
import { useCan, useSession } from '../../../ui/session'
import { date } from '../../../ui/time'
import type { Detail, Head } from '../parts/edit'
import { StateTag, options } from '../parts/words'

type Start = { title: string; topic: string; block: string; stage: string; path?: string }

export default function Lessons() {
  const [making, setMaking] = useState(false)
  const go = useGo()
  const mine = useSession().me.permissions['lesson.edit']?.[0]
  const writes = useCan('lesson.edit')
  const begin = writes && (
    <Button type="primary" onClick={() => setMaking(true)}>
      {t('lesson.new')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('lesson.title')} hint={t('lesson.hint')} actions={begin} />
      <Ledger<Head>
        id="lesson"
        load={({ open: _row, ...query }) => must(api.GET('/api/v1/lessons', { params: { query } }))}
        rowKey={(h) => h.id}
        rowHref={(h) => `/lessons/${h.id}`}
        limit={50}
        tabs={{ key: 'state', items: [{ value: '', label: t('ui.all') }, ...options('state')] }}
        filters={[
          { key: 'q', kind: 'search', label: t('lesson.find') },
          { key: 'topic', kind: 'select', label: t('lesson.topic.label'), options: options('topic') },
          { key: 'stage', kind: 'select', label: t('lesson.stage.label'), options: options('stage') },
          { key: 'whose', kind: 'select', label: t('lesson.whose.label'), options: options('whose') },
        ]}
        columns={[
          { key: 'title', title: t('lesson.name'), render: (h) => h.title },
          { key: 'topic', title: t('lesson.topic.label'), width: 100, render: (h) => t(`lesson.topic.${h.topic as 'fire'}`) },
          { key: 'block', title: t('lesson.block.label'), width: 130, render: (h) => t(`lesson.block.${h.block as 'social'}`) },
          { key: 'stage', title: t('lesson.stage.label'), width: 100, render: (h) => t(`lesson.stage.${h.stage as 'lower'}`) },
          { key: 'minutes', title: t('lesson.minutes'), width: 80, align: 'right', render: (h) => <span className="num">{t('lesson.minutesN', { n: h.minutes })}</span> },
          { key: 'questions', title: t('lesson.pool'), width: 80, align: 'right', render: (h) => <span className="num">{h.questions}</span> },
          { key: 'place', title: t('lesson.where'), width: 160, render: (h) => (h.key ? t('lesson.whose.ours') : h.place) },
          { key: 'state', title: t('lesson.state.label'), width: 150, render: (h) => <StateTag of={h} /> },
          { key: 'changedAt', title: t('lesson.changed'), width: 110, render: (h) => <span className="num">{date(h.changedAt)}</span> },
        ]}
        empty={{ title: t('lesson.empty'), hint: t('lesson.emptyHint'), action: begin }}
      />
      <Making open={making} close={() => setMaking(false)} path={mine} made={(d) => go(`/lessons/${d.id}`)} />
    </>
  )
}

/** Begins a lesson. Whoever works at one school writes there; a bureau says for which area. */
function Making({ open, close, path, made }: { open: boolean; close: () => void; path: string | undefined; made: (d: Detail) => void }) {
  const done = useRef<Detail>(undefined)
  const school = /\/sch_[^/]+\/$/.test(path ?? '')
  return (
    <FormDrawer<Start>
      open={open}
      title={t('lesson.new')}
      initial={{ topic: 'fire', block: 'accident', stage: 'lower', ...(path ? { path } : {}) }}
      submit={async (body) => {
        done.current = await must(api.POST('/api/v1/lessons', { body }))
      }}
      onSaved={() => {
        close()
        if (done.current) made(done.current)
      }}
      onClose={close}
      submitText={t('lesson.begin')}
    >
      <Form.Item name="title" label={t('lesson.name')} rules={[{ required: true }]}>
        <Input maxLength={60} autoFocus />
      </Form.Item>
      <Form.Item name="topic" label={t('lesson.topic.label')}>
        <Select options={options('topic')} />
      </Form.Item>
      <Form.Item name="block" label={t('lesson.block.label')}>
        <Select options={options('block')} />
      </Form.Item>
      <Form.Item name="stage" label={t('lesson.stage.label')}>
        <Select options={options('stage')} />
      </Form.Item>
      {!school && (
        <Form.Item name="path" label={t('lesson.where')}>
          <AreaTree by="path" />
        </Form.Item>
      )}
    </FormDrawer>
  )
}
