import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { api, must } from '../../../api/client'
import type { components } from '../../../api/schema'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { t, tMaybe, type Params } from '../../../ui/i18n'
import { serverNow } from '../../../ui/now'
import { StatusTag } from '../../../ui/Tags'
import { ago } from '../../../ui/time'
import { deadline } from './deadline'

export type Task = components['schemas']['TodoItem']

/** The sentence of a task; a room that was taken out leaves its code, never a hole. */
export function titleOf(task: Task): string {
  return tMaybe(task.title, (task.params ?? {}) as Params) ?? t('todo.unnamed', { code: task.title })
}

/** One thing to do: what, until when, and the way there. */
export function TaskRow({ task }: { task: Task }) {
  const cache = useQueryClient()
  const now = serverNow()
  const due = deadline(task.dueAt, now)
  const title = titleOf(task)
  return (
    <li className="task">
      <div className="task-what">
        <div className="task-title">
          {task.link ? <a href={task.link}>{title}</a> : title}
          {task.priority === 2 && <StatusTag hue="red">{t('todo.priority.now')}</StatusTag>}
          {task.priority === 1 && <StatusTag hue="blue">{t('todo.priority.soon')}</StatusTag>}
        </div>
        <div className="task-when">
          <StatusTag hue={due.hue}>{due.text}</StatusTag>
          <span className="dim">{t('todo.since', { time: ago(task.createdAt, now) })}</span>
        </div>
      </div>
      <div className="task-acts">
        {task.link && (
          <Button size="small" href={task.link} aria-label={`${t('todo.go')}：${title}`}>
            {t('todo.go')}
          </Button>
        )}
        {task.byHand && (
          <ConfirmAct
            act={t('todo.done')}
            name={title}
            consequence={t('todo.doneHint')}
            size="small"
            danger={false}
            onConfirm={async () => {
              await must(api.POST('/api/v1/todos/{id}/done', { params: { path: { id: task.id } } }))
              await cache.invalidateQueries({ queryKey: ['todo'] })
            }}
          />
        )}
      </div>
    </li>
  )
}
