import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { api, must } from '../../../api/client'
import { t } from '../../../ui/i18n'
import { serverNow, setServerTime } from '../../../ui/now'
import { PageHeader, Panel, TwoSides } from '../../../ui/PageHeader'
import { useSession } from '../../../ui/session'
import { EmptyState, ErrorState, StaleBar } from '../../../ui/States'
import { deadline } from '../parts/deadline'
import { Entries } from '../parts/Entries'
import { TaskRow } from '../parts/TaskRow'
import '../todo.css'

/** Everybody's first page: what waits for me, and the ways to where I work. */
export default function Home() {
  const { me } = useSession()
  return (
    <>
      <PageHeader title={t('todo.title')} hint={[me.person.name, me.person.unit].filter(Boolean).join(' · ')} />
      <TwoSides left={<Tasks />} right={<Entries />} />
    </>
  )
}

function Tasks() {
  const { data, error, dataUpdatedAt, refetch } = useQuery({
    queryKey: ['todo', 'mine'],
    queryFn: async () => {
      const mine = await must(api.GET('/api/v1/todos'))
      setServerTime(mine.serverTime)
      return mine.items
    },
    refetchInterval: 30_000,
  })
  const retry = () => void refetch()
  const late = data?.filter((task) => deadline(task.dueAt, serverNow()).late).length ?? 0
  const sum = data && data.length > 0 && (late > 0 ? t('todo.sumLate', { n: data.length, late }) : t('todo.sum', { n: data.length }))
  return (
    <Panel title={t('todo.list')} extra={<span className="dim num">{sum}</span>}>
      {error && data && <StaleBar at={dataUpdatedAt} retry={retry} />}
      {error && !data && <ErrorState error={error} retry={retry} />}
      {!error && !data && <Skeleton active paragraph={{ rows: 6 }} />}
      {data?.length === 0 && <EmptyState title={t('todo.none')} hint={t('todo.noneHint')} />}
      {data && data.length > 0 && (
        <ul className="tasks">
          {data.map((task) => (
            <TaskRow key={task.id} task={task} />
          ))}
        </ul>
      )}
    </Panel>
  )
}
