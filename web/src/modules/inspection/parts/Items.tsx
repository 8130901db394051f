import { App, Button, Checkbox, Form, Input, Radio, Select } from 'antd'
import { useState } from 'react'
import { api, must } from '../../../api/client'
import { upload } from '../../../api/files'
import { randomId } from '../../../api/keys'
import { problemOf } from '../../../api/problem'
import { FormDrawer } from '../../../ui/form/FormDrawer'
import { t, tError, tMaybe } from '../../../ui/i18n'
import { serverNow } from '../../../ui/now'
import { Panel } from '../../../ui/PageHeader'
import { StatusTag } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'
import { required } from './PlanForm'
import { agencyWord, clocksDiffer, resultHue, resultWord, results, type Answered, type Item, type Kit, type Result } from './words'

interface Props {
  kit: Kit
  changed: () => void
}

/** Everything that is looked at, section by section; one's own items are answered here as well as on a phone. */
export function Items({ kit, changed }: Props) {
  const [show, setShow] = useState<'all' | 'open' | 'wrong' | 'own'>('all')
  const answers = new Map(kit.answers.map((a) => [a.item, a]))
  const last = new Map(kit.last.map((l) => [l.item, l]))
  const applies = (item: Item) => kit.prepared.notes[item.code]?.applies !== false
  const wanted = (item: Item) => {
    const a = answers.get(item.code)
    switch (show) {
      case 'open':
        return !a?.result && applies(item)
      case 'wrong':
        return a?.result === 'fault' || a?.result === 'partly'
      case 'own':
        return kit.own.includes(item.code)
      default:
        return true
    }
  }
  return (
    <Panel
      title={t('inspection.found')}
      extra={
        <Radio.Group
          size="small"
          optionType="button"
          value={show}
          onChange={(e) => setShow(e.target.value as typeof show)}
          options={[
            { value: 'all', label: t('inspection.all') }, { value: 'open', label: t('inspection.show.open') }, { value: 'wrong', label: t('inspection.show.wrong') },
            ...(kit.own.length > 0 ? [{ value: 'own', label: t('inspection.show.own') }] : []),
          ]}
        />
      }
    >
      {kit.sheet.sections.map((section) => {
        const items = section.items.filter(wanted)
        if (items.length === 0) return null
        const done = section.items.filter((i) => answers.get(i.code)?.result || !applies(i)).length
        return (
          <details key={section.code} className="insp-section" open={kit.visit.state !== 'submitted' || items.some((i) => answers.get(i.code)?.result === 'fault')}>
            <summary>
              {section.title}
              <span className="dim num">{`${done} / ${section.items.length}`}</span>
            </summary>
            {items.map((item) => (
              <Row key={item.code} kit={kit} item={item} answer={answers.get(item.code)} last={last.get(item.code)} changed={changed} />
            ))}
          </details>
        )
      })}
    </Panel>
  )
}

function Row({ kit, item, answer, last, changed }: Props & { item: Item; answer: Answered | undefined; last: Kit['last'][number] | undefined }) {
  const note = kit.prepared.notes[item.code]
  const mine = kit.visit.may.includes('answer') && kit.own.includes(item.code)
  const send = useAnswer(kit, changed)
  const wrong = answer?.result === 'fault' ? ' wrong' : answer?.result === 'partly' ? ' part' : ''
  const skip = !answer?.result && note?.applies === false
  const fact = note?.fact
  return (
    <div className={`insp-item${wrong}${skip ? ' away' : ''}`}>
      <span className="num dim">{item.code}</span>
      <div>
        <p>
          {item.text} {item.stop && <StatusTag hue="red">{t('inspection.stop')}</StatusTag>} <span className="dim">{kit.duties[item.code]?.map(agencyWord).join('、')}</span>
        </p>
        {skip && <p>{note?.why}</p>}
        {fact && fact.held !== null && fact.held !== undefined && (
          <p className="dim">
            {t('inspection.factIs', { required: fact.required, held: fact.held, basis: fact.basis })} {fact.short > 0 && <StatusTag hue="red">{t('inspection.shortBy', { n: fact.short })}</StatusTag>}
          </p>
        )}
        {last && !answer?.result && <p className="dim">{t('inspection.lastTime', { day: last.day, result: resultWord(last.result) })}{last.text && `：${last.text}`}</p>}
      </div>
      <div className="insp-acts">
        {answer?.result && (
          <StatusTag hue={resultHue[answer.result as Result]}>
            {resultWord(answer.result)}
            {answer.fixed && ` · ${t('inspection.fixedShort')}`}
          </StatusTag>
        )}
        {answer?.disputed && <StatusTag hue="purple">{t('inspection.disputed')}</StatusTag>}
        {mine &&
          results
            .filter((r) => r !== answer?.result)
            .map((r) =>
              r === 'ok' || r === 'na' ? (
                <Button key={r} size="small" aria-label={`${item.code} ${resultWord(r)}`} onClick={() => void send(item, { result: r }, answer)}>
                  {resultWord(r)}
                </Button>
              ) : (
                <FaultForm key={r} kit={kit} item={item} result={r} answer={answer} send={send} />
              ),
            )}
        {kit.visit.may.includes('recheck') && wrong && <RecheckForm kit={kit} item={item} changed={changed} />}
      </div>
      {answer?.result && (answer.text || answer.place || answer.recheck || wrong) && (
        <div className="insp-found">
          {(answer.text || answer.place) && <p>{[answer.place, answer.text].filter(Boolean).join('：')}</p>}
          <Photos kit={kit} answer={answer} />
          <p className="dim num">
            {`${answer.byName} ${dateTime(answer.at)}`}
            {clocksDiffer(answer) && ` · ${t('inspection.phoneClock', { time: dateTime(answer.deviceAt) })}`}
          </p>
          {answer.recheck && <p>{`${t('inspection.recheckIs')}${resultWord(answer.recheck.result)} ${answer.recheck.text}（${answer.recheck.byName} ${dateTime(answer.recheck.at)}）`}</p>}
        </div>
      )}
    </div>
  )
}

function Photos({ answer }: { kit: Kit; answer: Answered }) {
  const keys = [...(answer.photos ?? []), ...(answer.after ?? [])]
  if (keys.length === 0) return null
  return (
    <ul className="insp-photos">
      {keys.map((k) => (
        <li key={k}>
          {answer.files?.[k] ? (
            <a href={`/api/v1/files/${answer.files[k]}`} target="_blank" rel="noreferrer">
              <img src={`/api/v1/files/${answer.files[k]}`} alt={t('inspection.photoOf', { item: answer.item })} loading="lazy" />
            </a>
          ) : (
            <span className="dim">{t('inspection.photoWaits')}</span>
          )}
        </li>
      ))}
    </ul>
  )
}

type Said = { result: Result; text?: string; place?: string; fixed?: boolean; photos?: string[] }
type Send = (item: Item, said: Said, answer: Answered | undefined) => Promise<void>

/** Sends one answer the way phones do: under a name of its own, with the revision that was seen. */
function useAnswer(kit: Kit, changed: () => void): Send {
  const { message } = App.useApp()
  return async (item, said, answer) => {
    try {
      const got = await must(
        api.POST('/api/v1/inspections/visits/{id}/sync', {
          params: { path: { id: kit.visit.id } },
          body: { device: 'office', since: kit.revision, ops: [{ id: randomId(), item: item.code, kind: 'answer', answer: said, deviceAt: serverNow(), base: answer?.revision ?? 0 }] },
        }),
      )
      const no = got.refused[0]
      if (no) void message.error(tMaybe(`inspection.errors.${no.code}`) ?? no.code)
      changed()
    } catch (e) {
      void message.error(tError(problemOf(e)))
      throw e
    }
  }
}

interface Fault {
  text: string
  place?: string
  fixed?: boolean
}

function FaultForm({ kit, item, result, answer, send }: { kit: Kit; item: Item; result: Result; answer: Answered | undefined; send: Send }) {
  const [open, setOpen] = useState(false)
  const [photos, setPhotos] = useState<string[]>([])
  const { message } = App.useApp()
  async function add(file: File | undefined) {
    if (!file) return
    try {
      const got = await upload('inspection.photo', kit.visit.path, file, file.name)
      setPhotos((was) => [...was, got.id])
    } catch (e) {
      void message.error(tError(problemOf(e)))
    }
  }
  return (
    <>
      <Button size="small" danger={result === 'fault'} aria-label={`${item.code} ${resultWord(result)}`} onClick={() => setOpen(true)}>
        {resultWord(result)}
      </Button>
      {open && (
        <FormDrawer<Fault>
          open
          title={`${item.code} ${resultWord(result)}`}
          initial={{ text: answer?.text ?? '', place: answer?.place ?? '', fixed: answer?.fixed ?? false }}
          submit={(v) => send(item, { result, ...v, photos: [...(answer?.photos ?? []), ...photos] }, answer)}
          onClose={() => setOpen(false)}
          onSaved={() => (setOpen(false), setPhotos([]))}
        >
          <p>{item.text}</p>
          <Form.Item name="text" label={t('inspection.problem')} rules={required}>
            <Input.TextArea rows={3} maxLength={1000} />
          </Form.Item>
          <Form.Item name="place" label={t('inspection.place')}>
            <Input maxLength={120} list="insp-places" />
          </Form.Item>
          <datalist id="insp-places">
            {kit.places.map((p) => (
              <option key={p} value={p} />
            ))}
          </datalist>
          <Form.Item name="fixed" valuePropName="checked">
            <Checkbox>{t('inspection.fixed')}</Checkbox>
          </Form.Item>
          <Form.Item label={t('inspection.photos')} extra={photos.length > 0 ? t('inspection.photosN', { n: photos.length }) : undefined}>
            <input type="file" accept="image/*" aria-label={t('inspection.photos')} onChange={(e) => void add(e.target.files?.[0])} />
          </Form.Item>
        </FormDrawer>
      )}
    </>
  )
}

function RecheckForm({ kit, item, changed }: Props & { item: Item }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button size="small" aria-label={`${item.code} ${t('inspection.recheck')}`} onClick={() => setOpen(true)}>
        {t('inspection.recheck')}
      </Button>
      {open && (
        <FormDrawer<{ result: Result; text?: string }>
          open
          title={`${item.code} ${t('inspection.recheck')}`}
          initial={{ result: 'ok' }}
          submit={(v) => must(api.POST('/api/v1/inspections/visits/{id}/recheck', { params: { path: { id: kit.visit.id } }, body: { item: item.code, ...v } }))}
          onClose={() => setOpen(false)}
          onSaved={() => (setOpen(false), changed())}
        >
          <Form.Item name="result" label={t('inspection.recheckResult')} rules={required}>
            <Select options={results.map((value) => ({ value, label: resultWord(value) }))} />
          </Form.Item>
          <Form.Item name="text" label={t('inspection.note')}>
            <Input.TextArea rows={3} maxLength={1000} />
          </Form.Item>
        </FormDrawer>
      )}
    </>
  )
}
