import { Button, Checkbox, Form, Input } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { upload } from '../../../api/files'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t } from '../../../ui/i18n'
import { dateTime } from '../../../ui/time'
import { Pad } from './Pad'
import { required, TeamPicker } from './PlanForm'
import { agencyWord, type Card, type Kit } from './words'

/** Each department's signature and the school's, and where one's own is missing, the pen. */
export function Signatures({ kit, changed }: { kit: Kit; changed: () => void }) {
  const v = kit.visit
  return (
    <>
      <ul className="insp-signs">
        {v.signs.map((g) => (
          <li key={g.agency}>
            <span>
              <b>{agencyWord(g.agency)}</b> {g.refused ? t('inspection.refusedIs', { note: g.note }) : g.name} <span className="dim num">{dateTime(g.at)}</span>
            </span>
            {g.fileId && <img src={`/api/v1/files/${g.fileId}`} alt={t('inspection.signatureOf', { name: g.name })} />}
          </li>
        ))}
        {v.unsigned.map((a) => (
          <li key={a}>
            <span>
              <b>{agencyWord(a)}</b> <span className="dim">{t('inspection.notSigned')}</span>
            </span>
            {a === kit.agency && v.may.includes('sign') && <SignForm visit={v} agency={a} changed={changed} />}
            {a === 'school' && v.may.includes('sign_school') && <SignForm visit={v} agency={a} changed={changed} refusable={!v.own} />}
          </li>
        ))}
      </ul>
      {v.state === 'planned' && <p className="dim">{t('inspection.signLater')}</p>}
    </>
  )
}

interface Values {
  name: string
  image?: Blob
  refused?: boolean
  note?: string
}

function SignForm({ visit, agency, changed, refusable = false }: { visit: Card; agency: string; changed: () => void; refusable?: boolean }) {
  const [open, setOpen] = useState(false)
  async function submit(v: Values) {
    const image = v.image ? (await upload('inspection.sign', visit.path, v.image, 'signature.png')).id : ''
    await must(
      api.POST('/api/v1/inspections/visits/{id}/sign', {
        params: { path: { id: visit.id } },
        body: { agency, name: v.name, image, refused: v.refused ?? false, note: v.note ?? '' },
      }),
    )
  }
  return (
    <>
      <Button size="small" type="primary" onClick={() => setOpen(true)}>
        {t(agency === 'school' ? 'inspection.signSchool' : 'inspection.sign')}
      </Button>
      {open && (
        <FormDrawer<Values> open title={`${t('inspection.sign')} · ${agencyWord(agency)}`} submit={submit} submitText={t('inspection.sign')} onClose={() => setOpen(false)} onSaved={() => (setOpen(false), changed())}>
          <p className="dim">{t('inspection.signHint')}</p>
          <Form.Item name="name" label={t('inspection.signer')} rules={required}>
            <Input maxLength={40} />
          </Form.Item>
          <Form.Item name="image" label={t('inspection.signature')}>
            <Pad />
          </Form.Item>
          {refusable && (
            <>
              <Form.Item name="refused" valuePropName="checked">
                <Checkbox>{t('inspection.refused')}</Checkbox>
              </Form.Item>
              <Form.Item name="note" label={t('inspection.refusedWhy')}>
                <Input maxLength={300} />
              </Form.Item>
            </>
          )}
        </FormDrawer>
      )}
    </>
  )
}

/** Adds inspectors to a visit. */
export function Invite({ visit, changed }: { visit: Card; changed: () => void }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('inspection.invite')}</Button>
      {open && (
        <FormDrawer<{ people: string[] }>
          open
          title={t('inspection.invite')}
          submit={(v) => must(api.POST('/api/v1/inspections/visits/{id}/invite', { params: { path: { id: visit.id } }, body: v }))}
          onClose={() => setOpen(false)}
          onSaved={() => (setOpen(false), changed())}
        >
          <Form.Item name="people" label={t('inspection.people')} rules={required}>
            <TeamPicker path={visit.path} />
          </Form.Item>
        </FormDrawer>
      )}
    </>
  )
}
