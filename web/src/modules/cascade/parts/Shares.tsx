import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import type { components } from '../../../api/schema'
import { AreaTree } from '../../../ui/AreaTree'
import { FactList } from '../../../ui/FactList'
import { t, tError } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { useUrlState } from '../../../ui/nav'
import { SchoolPicker } from '../../../ui/SchoolPicker'
import { useCan } from '../../../ui/session'
import { EmptyState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import type { Upper } from '../pages/Cascade'

type Share = components['schemas']['CascadeShare']
type Choice = Omit<components['schemas']['CascadeChoice'], '$schema'>

/** Shares what is chosen, as many portions as it takes, and says how many. */
async function shareAll(upper: string, choice: Choice): Promise<number> {
  for (let n = 0; ; ) {
    const done = await must(api.POST('/api/v1/cascade/uppers/{id}/share', { params: { path: { id: upper } }, body: choice }))
    n += done.n
    if (!done.more) return n
  }
}

/** Which cameras and boxes a platform above sees, and under which number. */
export function Shares({ uppers }: { uppers: Upper[] }) {
  const cache = useQueryClient()
  const { message, modal } = App.useApp()
  const [url, setUrl] = useUrlState()
  const upper = uppers.find((u) => u.id === url.upper) ?? uppers[0]
  const mayShare = useCan('cascade.share', upper?.path)
  if (!upper) return <EmptyState title={t('cascade.emptyUppers')} hint={t('cascade.pickUpper')} />
  const key = `cascade-shares-${upper.id}`
  const again = () => Promise.all([cache.invalidateQueries({ queryKey: [key] }), cache.invalidateQueries({ queryKey: ['cascade'] })])
  const ids = (rows: Share[]): Choice => ({ deviceIds: rows.map((x) => x.deviceId) })
  const filtered: Choice = { ...(url.school ? { school: url.school } : {}), ...(url.path ? { path: url.path } : {}), ...(url.kind === 'box' || url.kind === 'camera' ? { kind: url.kind } : {}) }
  const all = () =>
    modal.confirm({
      title: t('cascade.shareAllAsk', { name: upper.name }),
      okText: t('cascade.share'),
      onOk: async () => {
        try {
          void message.success(t('cascade.sharedN', { n: await shareAll(upper.id, filtered) }))
        } catch (e) {
          void message.error(tError(problemOf(e)))
        }
        await again()
      },
    })
  return (
    <>
      <div className="cascade-pick">
        <Select
          aria-label={t('cascade.upper')}
          value={upper.id}
          onChange={(id) => setUrl({ upper: id, after: '' })}
          options={uppers.map((u) => ({ value: u.id, label: u.name }))}
          popupMatchSelectWidth={false}
        />
        <span className="dim">{t('cascade.shared', { n: upper.shared })}</span>
        {mayShare && !url.q && (url.school || url.path) && <Button onClick={all}>{t('cascade.shareAll')}</Button>}
      </div>
      <Ledger<Share>
        id={key}
        load={({ ...query }) => must(api.GET('/api/v1/cascade/shares', { params: { query: { ...query, upper: upper.id } } }))}
        rowKey={(x) => x.deviceId}
        filters={[
          { key: 'q', kind: 'search', label: t('cascade.searchDevice') },
          { key: 'shared', kind: 'select', label: t('cascade.is'), options: [{ value: 'yes', label: t('cascade.yes') }, { value: 'no', label: t('cascade.notYet') }] },
          { key: 'kind', kind: 'select', label: t('cascade.kind'), options: (['camera', 'box'] as const).map((value) => ({ value, label: t(`cascade.kinds.${value}`) })) },
          { key: 'path', kind: 'own', label: t('cascade.area'), render: (value, set) => <AreaTree by="path" label={t('cascade.area')} value={value} onChange={set} /> },
          { key: 'school', kind: 'own', label: t('cascade.school'), render: (value, set) => <span className="cascade-school"><SchoolPicker label={t('cascade.school')} value={value} onChange={set} /></span> },
        ]}
        columns={[
          { key: 'school', title: t('cascade.school'), render: (x) => <span className="cell-two"><span>{x.school}</span><span className="dim">{x.county}</span></span> },
          { key: 'device', title: t('cascade.device'), render: (x) => <span className="cell-two"><span>{x.name}</span><span className="dim">{`${t(`cascade.kinds.${x.kind}`)} · ${t(x.online ? 'cascade.online' : 'cascade.offline')}`}</span></span> },
          { key: 'ownCode', title: t('cascade.deviceOwnCode'), render: (x) => <span className="cascade-code">{x.ownCode || t('cascade.notGB')}</span> },
          { key: 'code', title: t('cascade.upCode'), render: (x) => x.code ? <span className="cascade-code">{x.code}</span> : <StatusTag hue="grey">{t('cascade.notYet')}</StatusTag> },
        ]}
        {...(mayShare
          ? {
              bulk: [
                { key: 'share', label: t('cascade.share'), act: async (rows: Share[]) => (await shareAll(upper.id, ids(rows)), again()) },
                { key: 'unshare', label: t('cascade.unshare'), danger: true, act: async (rows: Share[]) => (await must(api.POST('/api/v1/cascade/uppers/{id}/unshare', { params: { path: { id: upper.id } }, body: ids(rows) })), again()) },
              ],
            }
          : {})}
        drawerTitle={(x) => x && `${x.school} ${x.name}`}
        drawer={(_, x) => x && <One key={`${x.deviceId}-${x.version}`} of={x} mayShare={mayShare} saved={again} />}
        empty={{ title: t('cascade.emptyShares'), hint: t('cascade.emptySharesHint') }}
      />
    </>
  )
}

function One({ of: x, mayShare, saved }: { of: Share; mayShare: boolean; saved: () => Promise<unknown> }) {
  const { message } = App.useApp()
  const [refusal, setRefusal] = useState('')
  const save = async ({ code }: { code: string }) => {
    try {
      await must(api.PUT('/api/v1/cascade/shares/{id}', { params: { path: { id: x.shareId } }, body: { version: x.version, code: code.trim() } }))
      setRefusal('')
      void message.success(t('cascade.codeSaved'))
      await saved()
    } catch (e) {
      setRefusal(tError(problemOf(e)))
    }
  }
  return (
    <>
      <FactList
        single
        facts={[
          { label: t('cascade.kind'), value: `${t(`cascade.kinds.${x.kind}`)} · ${t(x.online ? 'cascade.online' : 'cascade.offline')}` },
          { label: t('cascade.deviceOwnCode'), value: x.ownCode || t('cascade.notGB') },
          { label: t('cascade.upCode'), value: x.code || t('cascade.notYet') },
        ]}
      />
      {x.code && mayShare && (
        <Form layout="vertical" initialValues={{ code: x.code }} onFinish={(v: { code: string }) => void save(v)}>
          <Form.Item name="code" label={t('cascade.upCode')} extra={t('cascade.codeRule')} {...(refusal ? { validateStatus: 'error' as const, help: refusal } : {})}>
            <Input maxLength={20} inputMode="numeric" />
          </Form.Item>
          <Button type="primary" htmlType="submit">{t('cascade.saveCode')}</Button>
        </Form>
      )}
    </>
  )
}
