import { DownloadOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Drawer, Skeleton, Tabs } from 'antd'
import { useState } from 'react'
import { t } from '../i18n'
import { useGo, useUrlState } from '../nav'
import { EmptyState, ErrorState, StaleBar } from '../States'
import { Bulk } from './Bulk'
import { Filters } from './Filters'
import { Pager } from './Pager'
import { Rows } from './Rows'
import { filterKeys, isFiltered, narrowed, queryOf } from './state'
import type { LedgerProps } from './types'
import './ledger.css'

const none: never[] = []

/**
 * The one list screen. Everything that selects lives in the address, the server
 * pages and sorts, a row opens in a drawer, and all five states of a view are here.
 */
export function Ledger<Row extends object>(props: LedgerProps<Row>) {
  const { id, load, columns, rowKey, filters = none, tabs, bulk, empty, rowHref } = props
  const [url, setUrl] = useUrlState()
  const go = useGo()
  const [picked, setPicked] = useState<{ keys: string[]; rows: Row[] }>({ keys: [], rows: [] })
  const query = queryOf(url, filters, tabs, props.limit ?? 20)
  const { data, error, dataUpdatedAt, isFetching, isPlaceholderData, refetch } = useQuery({
    queryKey: [id, query],
    queryFn: () => load(query),
    placeholderData: keepPreviousData,
    ...(props.every ? { refetchInterval: props.every } : {}),
  })

  const rows = data?.items ?? []
  const filtered = isFiltered(url, filters, tabs)
  const set = (patch: Record<string, string>) => setUrl(narrowed(patch))
  const reset = () => set(Object.fromEntries([...filterKeys(filters), ...(tabs ? [tabs.key] : [])].map((key) => [key, ''])))
  const close = () => setUrl({ open: '' })
  const open = rowHref
    ? (row: Row) => go(rowHref(row))
    : props.drawer && ((row: Row) => setUrl({ open: rowKey(row) }, { push: true }))
  const opened = props.drawer ? (url.open ?? '') : ''
  const clear = () => setPicked({ keys: [], rows: [] })
  const openedRow = rows.find((row) => rowKey(row) === opened)

  return (
    <section className="ledger">
      {tabs && (
        <Tabs
          activeKey={url[tabs.key] ?? ''}
          tabBarGutter={20}
          onChange={(value) => set({ [tabs.key]: value })}
          items={tabs.items.map(({ value, label }) => ({ key: value, label: <Counted label={label} n={data?.counts?.[value]} /> }))}
        />
      )}
      <div className="ledger-bar">
        <Filters filters={filters} url={url} set={set} filtered={filtered} reset={reset} />
        {props.exportHref && (
          <Button icon={<DownloadOutlined />} href={props.exportHref(query)} download>
            {t('ui.export')}
          </Button>
        )}
      </div>
      {bulk && picked.keys.length > 0 && (
        <Bulk acts={bulk} rows={picked.rows} clear={clear} done={() => (clear(), void refetch())} />
      )}
      {data && error && <StaleBar at={dataUpdatedAt} retry={() => void refetch()} />}
      {!data && error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton active title={false} paragraph={{ rows: 8, width: '100%' }} className="ledger-wait" />
      ) : rows.length === 0 && !isPlaceholderData ? (
        filtered || url.after ? (
          <EmptyState title={t('ui.filteredTitle')} hint={t('ui.filteredHint')} action={<Button onClick={reset}>{t('ui.reset')}</Button>} />
        ) : (
          <EmptyState {...empty} />
        )
      ) : (
        <>
          <Rows
            rows={rows}
            columns={columns}
            rowKey={rowKey}
            url={url}
            busy={isFetching && isPlaceholderData}
            sort={(text) => set({ sort: text })}
            open={open}
            selected={picked.keys}
            select={bulk && ((keys, chosen) => setPicked({ keys, rows: chosen }))}
          />
          <Pager
            after={url.after ?? ''}
            next={data.next ?? ''}
            limit={query.limit as number}
            shown={rows.length}
            total={data.total ?? data.counts?.[tabs ? (url[tabs.key] ?? '') : '']}
            go={(after) => setUrl({ after })}
            setLimit={(limit) => set({ limit })}
          />
        </>
      )}
      <Drawer open={opened !== ''} onClose={close} size={560} title={props.drawerTitle?.(openedRow) ?? t('ui.detail')} destroyOnHidden>
        {opened && props.drawer?.(opened, openedRow, close)}
      </Drawer>
    </section>
  )
}

function Counted({ label, n }: { label: string; n: number | undefined }) {
  return (
    <>
      {label}
      {n !== undefined && <span className="tab-count num">{n}</span>}
    </>
  )
}
