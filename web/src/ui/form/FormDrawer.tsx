import { useBlocker } from '@tanstack/react-router'
import { App, Button, Drawer, Form, Space } from 'antd'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { problemOf, type ApiProblem } from '../../api/problem'
import { t } from '../i18n'
import { FormProblem } from './FormProblem'
import { place, type FieldPath } from './errors'
import '../page.css'

interface Props<Values extends object> {
  open: boolean
  title: string
  /** What the fields show first; a fresh object per opened record. */
  initial?: Partial<Values>
  /** Sends it; rejects with an ApiProblem. The version of the record is the room's to add. */
  submit: (values: Values) => Promise<unknown>
  /** Called after success; the drawer is closed by its owner. */
  onSaved: () => void
  onClose: () => void
  /** Reads the record again after somebody else changed it. */
  reload?: () => Promise<unknown>
  submitText?: string
  width?: number
  /** `Form.Item`s named after the fields of the body. */
  children: ReactNode
}

/** The one form: server errors at their fields, nothing typed is ever lost silently. */
export function FormDrawer<Values extends object>(props: Props<Values>) {
  const { modal, message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ApiProblem>()
  const [above, setAbove] = useState<string[]>([])
  // A ref, because saving and leaving at once must not wait for a rendering to know that all is saved.
  const dirty = useRef(false)
  const [round, setRound] = useState(0)

  // After a reload the fields take the new `initial`, whichever rendering brings it: old fields beside
  // the new version would undo what the other person wrote.
  useEffect(() => {
    if (round > 0 && !dirty.current) form.resetFields()
  }, [round, form, props.initial])

  function leave(): Promise<boolean> {
    return new Promise((answer) => {
      modal.confirm({
        title: t('ui.unsavedTitle'),
        content: t('ui.unsavedBody'),
        okText: t('ui.unsavedLeave'),
        okButtonProps: { danger: true },
        cancelText: t('ui.unsavedStay'),
        onOk: () => answer(true),
        onCancel: () => answer(false),
      })
    })
  }

  useBlocker({
    shouldBlockFn: async () => dirty.current && !(await leave()),
    disabled: !props.open,
    enableBeforeUnload: () => dirty.current,
  })

  function forget() {
    setProblem(undefined)
    setAbove([])
    dirty.current = false
  }

  async function latest() {
    try {
      await props.reload?.()
      forget()
      setRound((n) => n + 1)
    } catch (e) {
      setProblem(problemOf(e))
    }
  }

  async function close() {
    if (busy || (dirty.current && !(await leave()))) return
    forget()
    props.onClose()
  }

  async function send(values: Values) {
    setBusy(true)
    setProblem(undefined)
    setAbove([])
    try {
      await props.submit(values)
      forget()
      void message.success(t('ui.saved'))
      props.onSaved()
    } catch (e) {
      refuse(problemOf(e))
    } finally {
      setBusy(false)
    }
  }

  function refuse(said: ApiProblem) {
    const { at, above: rest } = place(said, onScreen)
    form.setFields(at as never)
    setAbove(rest)
    setProblem(said)
    const first = at[0]
    if (first) form.scrollToField(first.name as never, { focus: true })
  }

  function onScreen(path: FieldPath): boolean {
    return form.getFieldsError().some((f) => f.name.join('.') === path.join('.'))
  }

  return (
    <Drawer
      open={props.open}
      onClose={() => void close()}
      title={props.title}
      size={props.width ?? 560}
      mask={{ closable: false }}
      destroyOnHidden
      footer={
        <Space className="form-foot">
          <Button onClick={() => void close()}>{t('ui.cancel')}</Button>
          <Button type="primary" loading={busy} onClick={form.submit}>
            {props.submitText ?? t('ui.save')}
          </Button>
        </Space>
      }
    >
      {problem && <FormProblem problem={problem} above={above} reload={props.reload && (() => void latest())} />}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={props.initial as object}
        preserve={false}
        scrollToFirstError={{ focus: true }}
        onValuesChange={() => {
          dirty.current = true
        }}
        onFinish={(values) => void send(values)}
      >
        {props.children}
      </Form>
    </Drawer>
  )
}
