import { App, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { ConfirmAct } from '../../../ui/ConfirmAct'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tError } from '../../../ui/i18n'
import { serverNow } from '../../../ui/now'
import { useCan, useSession } from '../../../ui/session'
import { date } from '../../../ui/time'
import type { Card } from './words'

interface Props {
  card: Card
  done: () => Promise<unknown>
}

/** The one act that comes next, for whom it is up to. */
export function Acts({ card, done }: Props) {
  const edit = useCan('campaign.edit', card.path)
  const approve = useCan('campaign.approve', card.path)
  const { me } = useSession()
  const { message } = App.useApp()
  const [busy, setBusy] = useState(false)
  const [announce, setAnnounce] = useState(false)
  const [back, setBack] = useState(false)
  const params = { params: { path: { id: card.id } }, body: { version: card.version } }
  const go = async (act: () => Promise<unknown>, said: string) => {
    setBusy(true)
    try {
      await act()
      void message.success(said)
    } catch (e) {
      void message.error(tError(problemOf(e)), 6)
    } finally {
      setBusy(false)
      await done()
    }
  }
  const plain = (label: string, act: () => Promise<unknown>, said: string) => <Button type="primary" loading={busy} onClick={() => void go(act, said)}>{label}</Button>
  const sure = (label: string, consequence: string, act: () => Promise<unknown>) => (
    <ConfirmAct type="primary" danger={false} act={label} name={card.title} consequence={consequence} onConfirm={async () => { await act(); await done() }} />
  )
  const after = card.announcedAt > 0 && <Button href={`/api/v1/campaigns/${card.id}/bulletin/paper`} target="_blank" rel="noopener">{t('campaign.acts.openBulletin')}</Button>
  const next = () => {
    switch (card.state) {
      case 'draft':
        return edit && plain(t('campaign.acts.submit'), () => must(api.POST('/api/v1/campaigns/{id}/submit', params)), t('campaign.acts.submitted'))
      case 'review':
        if (card.approved) return edit && sure(t('campaign.acts.publish'), t('campaign.acts.publishHint'), () => must(api.POST('/api/v1/campaigns/{id}/publish', params)))
        if (!approve || me.person.id === card.authorId) return <span className="dim">{t('campaign.acts.waitsApproval')}</span>
        return (
          <>
            <Button onClick={() => setBack(true)}>{t('campaign.acts.return')}</Button>
            {plain(t('campaign.acts.approve'), () => must(api.POST('/api/v1/campaigns/{id}/approve', params)), t('campaign.acts.approved'))}
          </>
        )
      case 'published':
        return <span className="dim">{t('campaign.acts.snapshot')}</span>
      case 'running':
        if (!edit) return null
        return serverNow() < card.untilAt
          ? <ConfirmAct act={t('campaign.acts.closeEarly')} name={card.title} consequence={t('campaign.acts.closeEarlyHint')} onConfirm={async () => { await must(api.POST('/api/v1/campaigns/{id}/close', { ...params, body: { version: card.version, early: true } })); await done() }} />
          : plain(t('campaign.acts.close'), () => must(api.POST('/api/v1/campaigns/{id}/close', params)), t('campaign.acts.closed'))
      case 'closed':
        return edit && sure(t('campaign.acts.freeze'), t('campaign.acts.freezeHint'), () => must(api.POST('/api/v1/campaigns/{id}/freeze', params)))
      case 'frozen':
        return edit && <Button type="primary" onClick={() => setAnnounce(true)}>{t('campaign.acts.announce')}</Button>
      case 'announced':
        return edit && sure(t('campaign.acts.archive'), t('campaign.acts.archiveHint'), () => must(api.POST('/api/v1/campaigns/{id}/archive', params)))
      default:
        return null
    }
  }
  return (
    <div className="cam-acts">
      {after}
      {next()}
      <ReturnForm card={card} open={back} close={() => setBack(false)} done={done} />
      <AnnounceForm card={card} open={announce} close={() => setAnnounce(false)} done={done} />
    </div>
  )
}

interface FormProps extends Props {
  open: boolean
  close: () => void
}

function ReturnForm({ card, open, close, done }: FormProps) {
  return (
    <FormDrawer<{ reason: string }>
      open={open} title={t('campaign.acts.return')} submitText={t('campaign.acts.return')} onClose={close}
      submit={(v) => must(api.POST('/api/v1/campaigns/{id}/return', { params: { path: { id: card.id } }, body: { version: card.version, reason: v.reason } }))}
      onSaved={() => { close(); void done() }}
    >
      <Form.Item name="reason" label={t('campaign.reason')} rules={[{ required: true }]}><Input.TextArea rows={3} maxLength={200} /></Form.Item>
    </FormDrawer>
  )
}

interface BulletinValues {
  no: string
  title: string
  to: string
  unit: string
  text?: string
}

function AnnounceForm({ card, open, close, done }: FormProps) {
  const { me } = useSession()
  const year = date(serverNow()).slice(0, 4)
  const initial: BulletinValues = {
    no: '', unit: me.person.unit.split(' ')[0] ?? '', to: t('campaign.bulletin.toDefault'), title: t('campaign.bulletin.titleDefault', { title: card.title }),
    text: t('campaign.bulletin.textDefault'),
  }
  return (
    <FormDrawer<BulletinValues>
      open={open} title={t('campaign.acts.announce')} submitText={t('campaign.acts.announce')} initial={initial} onClose={close}
      submit={(v) => must(api.POST('/api/v1/campaigns/{id}/announce', { params: { path: { id: card.id } }, body: { version: card.version, bulletin: { ...v, text: v.text ?? '' } } }))}
      onSaved={() => { close(); void done() }}
    >
      <Form.Item name="no" label={t('campaign.bulletin.no')} extra={t('campaign.bulletin.noHint', { year })} rules={[{ required: true }]}><Input maxLength={60} /></Form.Item>
      <Form.Item name="title" label={t('campaign.bulletin.title')} rules={[{ required: true }]}><Input maxLength={100} /></Form.Item>
      <Form.Item name="unit" label={t('campaign.bulletin.unit')} rules={[{ required: true }]}><Input maxLength={60} /></Form.Item>
      <Form.Item name="to" label={t('campaign.bulletin.to')} rules={[{ required: true }]}><Input maxLength={200} /></Form.Item>
      <Form.Item name="text" label={t('campaign.bulletin.text')} extra={t('campaign.bulletin.textHint')}><Input.TextArea rows={6} maxLength={2000} /></Form.Item>
    </FormDrawer>
  )
}
