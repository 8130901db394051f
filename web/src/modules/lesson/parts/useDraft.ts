import { useBlocker } from '@tanstack/react-router'
import { App } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf, type ApiProblem } from '../../../api/problem'
import { t } from '../../../ui/i18n'
import { inOrder, type Content, type Detail, type Media } from './edit'

export interface Draft {
  content: Content
  media: Media
  dirty: boolean
  busy: boolean
  problem: ApiProblem | undefined
  change: (c: Content) => void
  addMedium: (name: string, m: Media[string]) => void
  /** Saves; answers the lesson as it is now, or undefined when it was refused. */
  save: () => Promise<Detail | undefined>
  /** Takes what somebody else has saved in place of what was typed. */
  take: (d: Detail) => void
}

const opened = (d: Detail): Content => ({ ...d.content, questions: d.content.questions.map(inOrder) })

/** What an author has typed and not saved; it is never lost silently. */
export function useDraft(detail: Detail, saved: (d: Detail) => void): Draft {
  const { modal } = App.useApp()
  const [content, setContent] = useState(() => opened(detail))
  const [added, setAdded] = useState<Media>({})
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ApiProblem>()
  const [dirty, setDirty] = useState(false)
  const unsaved = useRef(false)
  useEffect(() => {
    unsaved.current = dirty
  }, [dirty])

  const leave = () =>
    new Promise<boolean>((answer) => {
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
  useBlocker({ shouldBlockFn: async () => unsaved.current && !(await leave()), enableBeforeUnload: () => unsaved.current })

  async function save(): Promise<Detail | undefined> {
    setBusy(true)
    setProblem(undefined)
    try {
      const d = await must(api.PUT('/api/v1/lessons/{id}/draft', { params: { path: { id: detail.id } }, body: { version: detail.version, content } }))
      setDirty(false)
      unsaved.current = false
      saved(d)
      return d
    } catch (e) {
      setProblem(problemOf(e))
      return undefined
    } finally {
      setBusy(false)
    }
  }
  return {
    content,
    media: { ...detail.media, ...added },
    dirty,
    busy,
    problem,
    save,
    change: (c) => {
      setContent(c)
      setDirty(true)
    },
    addMedium: (name, m) => setAdded((old) => ({ ...old, [name]: m })),
    take: (d) => {
      setContent(opened(d))
      setProblem(undefined)
      setDirty(false)
    },
  }
}
