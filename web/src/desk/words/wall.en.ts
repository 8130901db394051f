import type { Like } from '../../ui/i18n/core'
import type zh from './wall.zh'

export default {
  name: 'Wall-board',
  title: 'Huxue · Wall-board',
  open: 'Wall',
  toDesk: 'Police desk',
  calm: 'No open alarms',
  more: '{n} more in progress, {waiting} of them waiting',
  owner: '{name} answers for it',
  sent: 'sent {unit}',
  figures: 'Today',
  waiting: 'Waiting',
  inHand: 'In hand',
  now: 'real, now',
  pressed: 'Real alarms today',
  pressedNote: '{n} false, {p} practice',
  accept: 'Median to accept',
  arrive: 'Median to arrive',
  of: '{of} of {due}',
  unit: { s: 's', min: 'min:s' },
  at: 'Since midnight, as of {time}; counted from the press, real alarms only',
  lost: 'Lost terminals',
  lostNow: 'gates, duty rooms',
  lostOf: '{n} of them closed',
  sound: { off: 'Wall sound: off', on: 'Wall sound: on', locked: 'Wall sound: click to allow' },
} satisfies Like<typeof zh>
