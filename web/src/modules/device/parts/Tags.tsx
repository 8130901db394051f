import { t } from '../../../ui/i18n'
import { useNow } from '../../../ui/now'
import { StatusTag } from '../../../ui/Tags'
import { ago } from '../../../ui/time'
import { faultWord, outcomeHue, stateHue, type Card, type MessageCard } from './words'

export function StateTag({ of }: { of: Pick<Card, 'state'> }) {
  return <StatusTag hue={stateHue[of.state]}>{t(`device.state.${of.state}`)}</StatusTag>
}

export function FaultTags({ of }: { of: Pick<Card, 'faults'> }) {
  return (
    <span className="device-tags">
      {of.faults.map((kind) => (
        <StatusTag key={kind} hue="red">
          {faultWord(kind)}
        </StatusTag>
      ))}
    </span>
  )
}

export function Outcome({ of: m }: { of: Pick<MessageCard, 'outcome' | 'press' | 'beat'> }) {
  return (
    <span className="device-tags">
      <StatusTag hue={outcomeHue[m.outcome]}>{t(`device.outcome.${m.outcome}`)}</StatusTag>
      {m.press && <StatusTag hue="red">{t('device.press')}</StatusTag>}
      {m.beat && <StatusTag hue="grey">{t('device.beat')}</StatusTag>}
    </span>
  )
}

/** A battery that is low is said in red; one that nobody knows is dim. */
export function Battery({ of: d }: { of: Pick<Card, 'battery' | 'faults'> }) {
  if (d.battery < 0) return <span className="dim">—</span>
  const words = t('device.percent', { n: d.battery })
  return d.faults.includes('battery') ? <StatusTag hue="red">{words}</StatusTag> : <span className="num">{words}</span>
}

/** How long ago, by the server's clock; it counts on by itself. */
export function Ago({ at }: { at: number }) {
  return <span className="num">{ago(at, useNow())}</span>
}
