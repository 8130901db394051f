import { api, must } from '../../../api/client'
import type { components } from '../../../api/schema'
import { t, tError } from '../../../ui/i18n'
import { Ledger } from '../../../ui/ledger'
import { StatusTag, type Hue } from '../../../ui/Tags'
import { dateTime, duration } from '../../../ui/time'
import type { Upper } from '../pages/Cascade'

type Question = components['schemas']['CascadeAsked']

const hue: { [state in Question['state']]: Hue } = { answered: 'grey', refused: 'red', running: 'blue', ended: 'green' }
const whats = ['view', 'replay', 'control', 'catalog', 'info', 'status', 'records', 'subscribe'] as const

/** How often, or how long. */
function measure(x: Question): string {
  if (x.state === 'ended') return t('cascade.lasted', { time: duration(Math.max(1000, x.lastAt - x.at)) })
  return x.n > 1 ? t('cascade.times', { n: x.n }) : ''
}

/** What platforms above have asked for: questions, and every view of a camera. */
export function Asked({ uppers }: { uppers: Upper[] }) {
  return (
    <Ledger<Question>
      id="cascade-asked"
      load={({ ...query }) => must(api.GET('/api/v1/cascade/asked', { params: { query } }))}
      every={3_000}
      rowKey={(x) => x.id}
      filters={[
        { key: 'q', kind: 'search', label: t('cascade.searchDevice') },
        { key: 'upper', kind: 'select', label: t('cascade.upper'), options: uppers.map((u) => ({ value: u.id, label: u.name })), width: 220 },
        { key: 'what', kind: 'select', label: t('cascade.what'), options: whats.map((value) => ({ value, label: t(`cascade.whats.${value}`) })) },
        { key: 'state', kind: 'select', label: t('cascade.state'), options: (['running', 'ended', 'answered', 'refused'] as const).map((value) => ({ value, label: t(`cascade.askedStates.${value}`) })) },
      ]}
      columns={[
        { key: 'at', title: t('cascade.when'), width: 160, render: (x) => <span className="cell-two"><span>{dateTime(x.at)}</span><span className="dim">{measure(x)}</span></span> },
        { key: 'what', title: t('cascade.what'), width: 120, render: (x) => t(`cascade.whats.${x.what}`) },
        { key: 'about', title: t('cascade.about'), render: (x) => <span className="cell-two"><span>{x.device ? `${x.school} ${x.device}` : t('cascade.ourselves')}</span><span className="dim cascade-code">{x.code}</span></span> },
        { key: 'upper', title: t('cascade.upper'), render: (x) => x.upper },
        { key: 'state', title: t('cascade.state'), render: (x) => <span className="cell-two"><span><StatusTag hue={hue[x.state]}>{t(`cascade.askedStates.${x.state}`)}</StatusTag></span><span className="dim">{x.why && tError({ code: x.why })}</span></span> },
      ]}
      empty={{ title: t('cascade.emptyAsked'), hint: t('cascade.emptyAskedHint') }}
    />
  )
}
