import { App, Button, type ButtonProps } from 'antd'
import { problemOf } from '../api/problem'
import { t, tError } from './i18n'

interface Props extends Pick<ButtonProps, 'type' | 'size' | 'disabled' | 'icon'> {
  /** The verb, e.g. 停用; also the button's text. */
  act: string
  /** What it happens to, by its name. */
  name: string
  /** What follows from it, in one sentence. */
  consequence?: string
  danger?: boolean
  onConfirm: () => Promise<unknown>
}

/** A button for what cannot simply be undone: the question names the object, a failure stays in it. */
export function ConfirmAct({ act, name, consequence, danger = true, onConfirm, ...button }: Props) {
  const { modal, message } = App.useApp()
  function ask() {
    modal.confirm({
      title: t('ui.confirmTitle', { act, name }),
      content: consequence,
      okText: act,
      okButtonProps: { danger },
      cancelText: t('ui.cancel'),
      onOk: async () => {
        try {
          await onConfirm()
          void message.success(t('ui.done'))
        } catch (e) {
          void message.error(tError(problemOf(e)))
          // Rejecting keeps the question open, so that the person may try again.
          throw e
        }
      },
    })
  }
  return (
    <Button {...button} danger={danger} onClick={ask}>
      {act}
    </Button>
  )
}
