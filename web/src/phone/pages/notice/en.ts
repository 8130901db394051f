import type { Like } from '../../../ui/i18n/core'
import type zh from './zh'

export default {
  title: 'Safety notices',
  more: '{n} more',
  open: 'Open',
  prompt: 'Safety prompt',
  levels: { red: 'Red warning (I)', orange: 'Orange warning (II)', yellow: 'Yellow warning (III)', blue: 'Blue warning (IV)' },
  from: 'declared by {authority}, relayed by {publisher}',
  until: 'until {time}',
  school: 'Schools',
  class: 'Classes',
  parent: 'Parents',
  pupil: 'Pupils',
  suspends: { outdoor: 'No outdoor or mass activities advised', classes: 'No lessons advised, as the government decides' },
  call: 'Ask {phone}',
  confirm: 'We have it',
  confirming: 'Confirming',
  confirmed: 'Confirmed by {name} at {time}',
  due: 'Please confirm by {time}',
  late: 'The time to confirm is over, please confirm now',
  gone: 'Nothing is in force now',
  errors: {
    'notice.not_now': 'It has ended; nothing to confirm any more.',
    'notice.not_found': 'There is no such notice, or it is outside your area.',
    'notice.not_addressed': 'This notice is not for your school.',
  },
} satisfies Like<typeof zh>
