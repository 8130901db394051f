import type { Like } from '../../ui/i18n'
import type zh from './zh'

export default {
  title: 'Hazards',
  errors: {
    'hazard.not_found': 'There is no such hazard, or it lies outside your area.',
    'hazard.stale': 'Somebody else has just worked on this hazard. Refresh and try again.',
    'hazard.not_now': 'This cannot be done in the state the hazard is in. Refresh and look.',
    'hazard.source_needed': 'It is not said where the hazard comes from.',
    'hazard.text_needed': 'Write down what is wrong.',
    'hazard.photos_full': 'A hazard has at most {max} photographs.',
    'hazard.no_such_photo': 'There is no such photograph.',
  },
} satisfies Like<typeof zh>
