import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Skeleton } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t } from '../../../ui/i18n'
import { Panel } from '../../../ui/PageHeader'
import { EmptyState, ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'

interface NewKey {
  code: string
  name: string
  publicKey: string
}

/** Whose keys are believed. */
export function Cities() {
  const cache = useQueryClient()
  const [open, setOpen] = useState(false)
  const { data, error, refetch } = useQuery({ queryKey: ['federation', 'cities'], queryFn: () => must(api.GET('/api/v1/federation/cities')) })
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton active />
  const again = () => cache.invalidateQueries({ queryKey: ['federation'] })
  return (
    <Panel title={t('federation.tabs.cities')} extra={<Button type="primary" onClick={() => setOpen(true)}>{t('federation.register')}</Button>}>
      {data.items.length === 0 ? (
        <EmptyState title={t('federation.emptyCities')} hint={t('federation.compare')} />
      ) : (
        <div className="fed-scroll" tabIndex={0} role="region" aria-label={t('federation.tabs.cities')}>
          <table className="fed-table num">
            <thead>
              <tr>
                {(['city', 'fingerprint', 'registered', 'state'] as const).map((k) => <th scope="col" className="fed-left" key={k}>{t(`federation.${k}`)}</th>)}
                <th scope="col"><span className="visually-hidden">{t('federation.revoke')}</span></th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((c) => (
                <tr key={c.id}>
                  <th scope="row" className="fed-left">{c.name} <span className="dim">{c.code}</span></th>
                  <td className="fed-left"><code className="fed-key">{c.fingerprint}</code></td>
                  <td className="fed-left">{dateTime(c.registeredAt)} {c.registeredBy}</td>
                  <td className="fed-left">
                    {c.revokedAt ? <><StatusTag hue="grey">{t('federation.revoked')}</StatusTag> {dateTime(c.revokedAt)} {c.revokedBy}</> : <StatusTag hue="green">{t('federation.active')}</StatusTag>}
                  </td>
                  <td>
                    {!c.revokedAt && (
                      <ConfirmAct
                        size="small" act={t('federation.revoke')} name={c.name} consequence={t('federation.revokeHint')}
                        onConfirm={async () => {
                          await must(api.POST('/api/v1/federation/cities/{id}/revoke', { params: { path: { id: c.id } } }))
                          await again()
                        }}
                      />
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="dim fed-note">{t('federation.compare')}</p>
      <FormDrawer<NewKey>
        open={open} title={t('federation.register')} submitText={t('federation.register')} onClose={() => setOpen(false)}
        submit={(v) => must(api.POST('/api/v1/federation/cities', { body: v }))}
        onSaved={() => {
          setOpen(false)
          void again()
        }}
      >
        <Form.Item name="code" label={t('federation.code')} extra={t('federation.codeHint')} rules={[{ required: true }]}><Input maxLength={12} inputMode="numeric" /></Form.Item>
        <Form.Item name="name" label={t('federation.name')} rules={[{ required: true }]}><Input maxLength={40} /></Form.Item>
        <Form.Item name="publicKey" label={t('federation.publicKey')} extra={t('federation.compare')} rules={[{ required: true }]}><Input.TextArea rows={3} maxLength={100} className="fed-key" /></Form.Item>
      </FormDrawer>
    </Panel>
  )
}
