import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useBlocker } from '@tanstack/react-router'
import { Alert, App, Button, Form, Input, InputNumber, Select, Switch } from 'antd'
import { useState, type ReactNode } from 'react'
import { api, must } from '../../../api/client'
import { problemOf } from '../../../api/problem'
import { t, tError, tField } from '../../../ui/i18n'
import { Panel } from '../../../ui/PageHeader'
import { ItemForm } from './ItemForm'
import { ItemRow } from './ItemRow'
import { SectionForm } from './SectionForm'
import { Contents, SectionHead } from './SheetView'
import { dropItem, dropSection, moveItem, moveSection, nextCode, nextSection, putItem, putSection } from './sheet'
import { kinds, type Card, type Item, type Sheet } from './words'

interface Props {
  card: Card
  applies: Record<string, string>
  saved: (card: Card) => void
}

const fresh = (code: string): Item => ({ code, text: '', level: 'general', stop: false, agencies: ['education'], applies: '', fact: '', photo: false, veto: false })

/** Writes a draft: all changes stay on the screen until they are saved together. */
export function Editor({ card, applies, saved }: Props) {
  const { message, modal } = App.useApp()
  const [title, setTitle] = useState(card.edition.title)
  const [kind, setKind] = useState(card.kind)
  const [sheet, setSheet] = useState<Sheet>(card.edition.sheet)
  const [dirty, setDirty] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string[]>([])
  const [item, setItem] = useState<{ at: number; k: number; item: Item }>()
  const [section, setSection] = useState<number>()
  const offer = useQuery({ queryKey: ['checklists', 'offer'], queryFn: () => must(api.GET('/api/v1/checklists/offer')), staleTime: Infinity })

  useBlocker({
    shouldBlockFn: () =>
      dirty &&
      new Promise<boolean>((answer) => {
        modal.confirm({
          title: t('ui.unsavedTitle'), content: t('ui.unsavedBody'), okText: t('ui.unsavedLeave'), okButtonProps: { danger: true }, cancelText: t('ui.unsavedStay'),
          onOk: () => answer(false), onCancel: () => answer(true),
        })
      }),
    enableBeforeUnload: () => dirty,
  })

  const change = (next: Sheet) => (setSheet(next), setDirty(true))

  async function save() {
    setBusy(true)
    setProblem([])
    try {
      const done = await must(
        api.PUT('/api/v1/checklists/{id}/draft', { params: { path: { id: card.id } }, body: { revision: card.revision, title, kind, sheet } }),
      )
      setDirty(false)
      setSheet(done.edition.sheet)
      void message.success(t('ui.saved'))
      saved(done)
    } catch (e) {
      const said = problemOf(e)
      setProblem([tError(said), ...said.fields.map((f) => `${placeOf(sheet, f.name)}：${tField(f)}`)])
    } finally {
      setBusy(false)
    }
  }

  return (
    <>
      <Panel>
        <div className="ckl-row ckl-top">
          <Form.Item label={t('checklist.name')} className="ckl-title">
            <Input value={title} maxLength={60} aria-label={t('checklist.name')} onChange={(e) => (setTitle(e.target.value), setDirty(true))} />
          </Form.Item>
          <Form.Item label={t('checklist.kind')}>
            <Select
              style={{ width: 150 }}
              value={kind}
              aria-label={t('checklist.kind')}
              onChange={(v) => (setKind(v), setDirty(true))}
              options={kinds.map((value) => ({ value, label: t(`checklist.kinds.${value}`) }))}
            />
          </Form.Item>
          <Scoring sheet={sheet} change={change} />
          <Button type="primary" loading={busy} disabled={!dirty} onClick={() => void save()}>
            {t('checklist.save')}
          </Button>
        </div>
        {problem.length > 0 && (
          <Alert
            type="error"
            showIcon
            role="alert"
            title={problem[0]}
            {...(problem.length > 1 && { description: problem.slice(1).map((x) => <div key={x}>{x}</div>) })}
          />
        )}
      </Panel>
      <div className="ckl-sheet">
        <Contents sections={sheet.sections} />
        <div>
          {sheet.sections.map((s, at) => (
            <section key={s.code} id={`ckl-${s.code}`} className="panel ckl-section">
              <SectionHead
                section={s}
                acts={
                  <Acts
                    name={s.title}
                    up={at > 0 ? () => change(moveSection(sheet, at, -1)) : undefined}
                    down={at < sheet.sections.length - 1 ? () => change(moveSection(sheet, at, 1)) : undefined}
                    edit={() => setSection(at)}
                    drop={() => change(dropSection(sheet, at))}
                  />
                }
              />
              <ol>
                {s.items.map((i, k) => (
                  <ItemRow
                    key={i.code}
                    item={i}
                    {...(applies[i.applies] && { applies: applies[i.applies] })}
                    acts={
                      <Acts
                        name={i.code}
                        up={at + k > 0 ? () => change(moveItem(sheet, at, k, -1)) : undefined}
                        down={() => change(moveItem(sheet, at, k, 1))}
                        edit={() => setItem({ at, k, item: i })}
                        drop={() => change(dropItem(sheet, at, k))}
                      />
                    }
                  />
                ))}
              </ol>
              <Button type="dashed" size="small" icon={<PlusOutlined />} onClick={() => setItem({ at, k: s.items.length, item: fresh(nextCode(sheet, at)) })}>
                {t('checklist.addItem')}
              </Button>
            </section>
          ))}
          <Button icon={<PlusOutlined />} onClick={() => setSection(sheet.sections.length)}>
            {t('checklist.addSection')}
          </Button>
        </div>
      </div>
      <ItemForm
        item={item?.item}
        offer={offer.data}
        onClose={() => setItem(undefined)}
        onDone={(done) => (item && change(putItem(sheet, item.at, item.k, done)), setItem(undefined))}
      />
      <SectionForm
        section={section === undefined ? undefined : (sheet.sections[section] ?? { code: nextSection(sheet), title: '', items: [] })}
        onClose={() => setSection(undefined)}
        onDone={(done) => (section !== undefined && change(putSection(sheet, section, done)), setSection(undefined))}
      />
    </>
  )
}

/** Whether problems cost marks, and how many. */
function Scoring({ sheet, change }: { sheet: Sheet; change: (s: Sheet) => void }) {
  const sc = sheet.scoring
  const { scoring: _, ...bare } = sheet
  const set = (patch: Partial<NonNullable<typeof sc>>) => change({ ...sheet, scoring: { fault: 1, partly: 0.5, pass: 90, ...sc, ...patch } })
  return (
    <>
      <Form.Item label={t('checklist.scored')}>
        <Switch checked={sc !== undefined} aria-label={t('checklist.scored')} onChange={(on) => (on ? set({}) : change(bare))} />
      </Form.Item>
      {sc &&
        (['fault', 'partly', 'pass'] as const).map((k) => (
          <Form.Item key={k} label={t(`checklist.scoring.${k}`)}>
            <InputNumber style={{ width: 80 }} min={0} max={k === 'pass' ? 100 : 1000} value={sc[k]} aria-label={t(`checklist.scoring.${k}`)} onChange={(v) => set({ [k]: v ?? 0 })} />
          </Form.Item>
        ))}
    </>
  )
}

interface ActsProps {
  name: string
  up: (() => void) | undefined
  down: (() => void) | undefined
  edit: () => void
  drop: () => void
}

function Acts({ name, up, down, edit, drop }: ActsProps) {
  const act = (label: string, icon: ReactNode, go: (() => void) | undefined) => (
    <Button type="text" size="small" icon={icon} aria-label={`${label} ${name}`} title={label} disabled={!go} onClick={go} />
  )
  return (
    <span className="ckl-acts">
      {act(t('checklist.up'), <ArrowUpOutlined />, up)}
      {act(t('checklist.down'), <ArrowDownOutlined />, down)}
      {act(t('checklist.edit'), <EditOutlined />, edit)}
      {act(t('checklist.drop'), <DeleteOutlined />, drop)}
    </span>
  )
}

/** sections.0.items.3.text becomes B01-04. */
function placeOf(sheet: Sheet, path: string): string {
  const [, at, , k] = path.split('.')
  const section = sheet.sections[Number(at)]
  return section?.items[Number(k)]?.code ?? section?.code ?? t('checklist.one')
}
