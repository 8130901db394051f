import type { components } from '../../../api/schema'
import { t } from '../../../ui/i18n'
import { serverNow } from '../../../ui/now'
import { StatusTag, type Hue } from '../../../ui/Tags'
import { date } from '../../../ui/time'

export type Card = components['schemas']['MediationCard']
export type Dispute = components['schemas']['MediationSeen']
export type Staff = components['schemas']['MediationStaff']
export type Link = components['schemas']['MediationLinkCard']
export type Notice = components['schemas']['MediationNoticeCard']
export type Care = components['schemas']['MediationCareCard']

export const states = ['registered', 'graded', 'assigned', 'mediating', 'agreed', 'fulfilled', 'revisited', 'tracking', 'closed'] as const
export const risks = ['red', 'orange', 'yellow', 'blue'] as const
export const sources = ['weekly', 'monthly', 'report', 'visit', 'petition', 'handover', 'other'] as const
export const consequences = ['extreme', 'crowd', 'opinion', 'lawsuit'] as const
export const concerns = ['gate', 'loiter', 'spill', 'route', 'online', 'threat'] as const
export const measures = ['guard_post', 'close', 'pickup', 'patrol', 'visitors', 'escort'] as const
export const careKinds = ['mind', 'body', 'left_behind', 'hardship', 'harmed'] as const
export const careMeasures = ['talk', 'visit', 'aid', 'counsel', 'medical', 'escort', 'seat'] as const
export const posts = ['teacher', 'counsellor', 'doctor', 'leader'] as const

const hue: Record<Card['state'], Hue> = {
  registered: 'orange', graded: 'orange', assigned: 'blue', mediating: 'blue', agreed: 'purple', fulfilled: 'purple', revisited: 'purple', tracking: 'orange', closed: 'grey',
}

export const State = ({ card }: { card: Card }) => (
  <>
    <StatusTag hue={hue[card.state]}>{t(`mediation.states.${card.state}`)}</StatusTag>
    {card.overdue && (
      <>
        {' '}
        <StatusTag hue="red">{t(card.supervisedAt > 0 ? 'mediation.supervised' : 'mediation.late')}</StatusTag>
      </>
    )}
  </>
)

export const Risk = ({ value }: { value: Card['risk'] }) => (value === '' ? <span className="dim">{t('mediation.ungraded')}</span> : <StatusTag hue={value}>{t(`mediation.risks.${value}`)}</StatusTag>)

export const today = () => date(serverNow())
/** A business day some days from now. */
export const inDays = (n: number) => date(serverNow() + n * 24 * 3600_000)

export const list = (words: readonly string[], key: 'concerns' | 'measure' | 'careKinds' | 'careMeasures' | 'consequences') =>
  words.map((w) => t(`mediation.${key}.${w}` as 'mediation.concerns.gate')).join('、')
