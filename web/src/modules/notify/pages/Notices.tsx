import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Segmented, Skeleton } from 'antd'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { t, tError } from '../../../ui/i18n'
import { useUrlState } from '../../../ui/nav'
import { PageHeader, Panel, TwoSides } from '../../../ui/PageHeader'
import { EmptyState, ErrorState, StaleBar } from '../../../ui/States'
import { Line, type Notice } from '../parts/Line'
import { MyWays } from '../parts/MyWays'
import { Push } from '../parts/Push'
import '../notify.css'

/** The reader's own notices, newest first, and where else they reach him. */
export default function Notices() {
  const { message } = App.useApp()
  const cache = useQueryClient()
  const [{ tab }, setUrl] = useUrlState()
  const unread = tab === 'unread'
  const { data, error, refetch, dataUpdatedAt, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['notify', 'list', unread],
    initialPageParam: '',
    queryFn: ({ pageParam }) => must(api.GET('/api/v1/notices', { params: { query: { unread, after: pageParam || undefined, limit: 30 } } })),
    getNextPageParam: (page) => page.next || undefined,
  })
  const items = data?.pages.flatMap((page) => page.items) ?? []
  async function act(what: Promise<unknown>) {
    try {
      await what
    } catch (e) {
      void message.error(tError(problemOf(e)))
    } finally {
      void cache.invalidateQueries({ queryKey: ['notify'] })
    }
  }
  const see = (notice: Notice) => void act(must(api.POST('/api/v1/notices/{id}/seen', { params: { path: { id: notice.id } } })))
  return (
    <>
      <PageHeader
        title={t('notify.title')}
        hint={t('notify.hint')}
        actions={
          <Button disabled={!data?.pages[0]?.unread} onClick={() => void act(must(api.POST('/api/v1/notices/seen-all')))}>
            {t('notify.seeAll')}
          </Button>
        }
      />
      <TwoSides
        left={
          <Panel
            extra={
              <Segmented
                aria-label={t('notify.title')}
                value={unread ? 'unread' : 'all'}
                onChange={(value) => setUrl({ tab: value === 'unread' ? 'unread' : '' })}
                options={[
                  { value: 'all', label: t('notify.tab.all') },
                  { value: 'unread', label: t('notify.tab.unread') },
                ]}
              />
            }
          >
            {data && error && <StaleBar at={dataUpdatedAt} retry={() => void refetch()} />}
            {!data && !error && <Skeleton active paragraph={{ rows: 6 }} />}
            {!data && error && <ErrorState error={error} retry={() => void refetch()} />}
            {data && items.length === 0 && <Nothing unread={unread} showAll={() => setUrl({ tab: '' })} />}
            <ul className="notify-list">
              {items.map((notice) => (
                <Line key={notice.id} notice={notice} onSee={see} />
              ))}
            </ul>
            {hasNextPage && (
              <Button block loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                {t('notify.more')}
              </Button>
            )}
          </Panel>
        }
        right={
          <>
            <Push />
            <MyWays />
          </>
        }
      />
    </>
  )
}

function Nothing({ unread, showAll }: { unread: boolean; showAll: () => void }) {
  if (!unread) return <EmptyState title={t('notify.empty')} hint={t('notify.emptyHint')} />
  return <EmptyState title={t('notify.emptyUnread')} action={<Button onClick={showAll}>{t('notify.showAll')}</Button>} />
}
