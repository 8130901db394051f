import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, InputNumber, Radio, Select } from 'antd'
import { t } from '../../../ui/i18n'
import { joined, withOneMore } from './steps'
import type { Step, Steps } from './value'

const blank: Steps = { basis: 'students', rounding: 'floor', steps: [{ base: 1 }] }

/** A rule by steps. Each begins where the one before ends, so that only the upper ends are typed. */
export function StepsInput({ value = blank, onChange }: { value?: Steps; onChange: (value: Steps) => void }) {
  const set = (patch: Partial<Steps>) => onChange({ ...value, ...patch })
  const setSteps = (steps: Step[]) => set({ steps: joined(steps) })
  const change = (i: number, patch: Partial<Step>) => setSteps(value.steps.map((s, at) => (at === i ? { ...s, ...patch } : s)))
  const { boarding } = value
  const setBoarding = (patch: Steps['boarding']) => set({ boarding: { ...boarding, ...patch } })
  const last = value.steps.length - 1
  return (
    <div className="norm-steps">
      <div className="norm-labelled">
        <span className="dim">{t('norm.steps.basis')}</span>
        <Select
          aria-label={t('norm.steps.basis')}
          value={value.basis}
          onChange={(basis: Steps['basis']) => set({ basis })}
          options={(['students', 'students+staff', 'boarders'] as const).map((b) => ({ value: b, label: t(`norm.steps.heads.${b}`) }))}
        />
      </div>
      {value.steps.map((s, i) => (
        <div key={i} className="norm-step">
          {i < last ? (
            <Count label={t('norm.steps.upTo')} value={s.lt} set={(lt) => change(i, { lt })} />
          ) : (
            <div className="norm-labelled">
              <span className="dim">{t('norm.steps.upTo')}</span>
              <span className="norm-no-end">{t('norm.steps.noEnd')}</span>
            </div>
          )}
          <Count label={t('norm.steps.base')} value={s.base} set={(base) => change(i, { base })} />
          <Count label={t('norm.steps.perHeads')} value={s.per} set={(per) => change(i, { per, add: per ? s.add || 1 : 0 })} />
          <Count label={t('norm.steps.add')} value={s.add} set={(add) => change(i, { add })} />
          {i < last && (
            <Button type="text" icon={<CloseOutlined />} aria-label={t('norm.steps.removeRow')} onClick={() => setSteps(value.steps.filter((_, at) => at !== i))} />
          )}
        </div>
      ))}
      <Button icon={<PlusOutlined />} onClick={() => setSteps(withOneMore(value.steps))}>
        {t('norm.steps.addRow')}
      </Button>
      <div className="norm-step">
        <Count label={t('norm.steps.boardingPer')} value={boarding?.per} set={(per) => setBoarding({ per, add: per ? boarding?.add || 1 : 0 })} />
        <Count label={t('norm.steps.add')} value={boarding?.add} set={(add) => setBoarding({ add })} />
        <Count label={t('norm.steps.boardingMin')} value={boarding?.min} set={(min) => setBoarding({ min })} />
        <Count label={t('norm.steps.perGate')} value={value.perGateMin} set={(perGateMin) => set({ perGateMin })} />
      </div>
      <div className="norm-labelled">
        <span className="dim">{t('norm.steps.rounding')}</span>
        <Radio.Group
          aria-label={t('norm.steps.rounding')}
          value={value.rounding}
          onChange={(e) => set({ rounding: e.target.value as Steps['rounding'] })}
          options={(['floor', 'ceil'] as const).map((r) => ({ value: r, label: t(`norm.steps.round.${r}`) }))}
        />
      </div>
    </div>
  )
}

function Count({ label, value, set }: { label: string; value: number | undefined; set: (n: number) => void }) {
  return (
    <label className="norm-labelled">
      <span className="dim">{label}</span>
      <InputNumber min={0} precision={0} value={value || null} onChange={(n) => set(n ?? 0)} style={{ width: '100%' }} />
    </label>
  )
}
