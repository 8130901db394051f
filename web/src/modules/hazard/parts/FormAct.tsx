import { Button, type ButtonProps } from 'antd'
import { useState, type ReactNode } from 'react'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { tField } from '../../../ui/i18n'

export const required = [{ required: true, message: tField({ code: 'required' }) }]

interface Props<V extends object> extends Pick<ButtonProps, 'type' | 'danger'> {
  act: string
  initial?: Partial<V>
  submit: (values: V) => Promise<unknown>
  done: () => void
  children: ReactNode
  width?: number
}

/** A verb that needs a form. */
export function FormAct<V extends object>({ act, initial, submit, done, children, width = 520, ...button }: Props<V>) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button {...button} onClick={() => setOpen(true)}>
        {act}
      </Button>
      <FormDrawer<V> open={open} title={act} width={width} submitText={act} initial={initial ?? ({} as Partial<V>)} submit={submit} onClose={() => setOpen(false)} onSaved={() => (setOpen(false), done())}>
        {children}
      </FormDrawer>
    </>
  )
}
