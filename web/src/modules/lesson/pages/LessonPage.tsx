import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { api, must } from '../../../api/client'
import { usePathParam, usePageTitle } from '../../../ui/nav'
import { useCan } from '../../../ui/session'
import { ErrorState } from '../../../ui/States'
import type { Detail } from '../parts/edit'
import { Editor } from '../parts/Editor'
import { Reader } from '../parts/Reader'
import '../lesson.css'

/** One lesson: for whoever may change it its editor, for all others what it teaches. */
export default function LessonPage() {
  const id = usePathParam('id')
  const cache = useQueryClient()
  const { data, error, refetch } = useQuery({
    queryKey: ['lesson', 'one', id],
    queryFn: () => must(api.GET('/api/v1/lessons/{id}', { params: { path: { id } } })),
    // What is being typed must not be replaced under the author's hands.
    refetchOnWindowFocus: false,
  })
  const edits = useCan('lesson.edit', data?.path ?? '')
  usePageTitle(data?.title)
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active paragraph={{ rows: 8 }} />
  const saved = (d: Detail) => {
    cache.setQueryData(['lesson', 'one', id], d)
    void cache.invalidateQueries({ queryKey: ['lesson'], predicate: (q) => q.queryKey[1] !== 'one' })
  }
  return edits && data.key === '' ? <Editor key={data.id} detail={data} saved={saved} reload={() => refetch().then((r) => r.data)} /> : <Reader detail={data} />
}
