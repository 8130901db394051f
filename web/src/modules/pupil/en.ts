import type { Like } from '../../ui/i18n'
import type zh from './zh'

export default {
  title: 'Rosters',
  errors: {
    'pupil.not_found': 'There is no such pupil, or you may not see him.',
    'pupil.log_in': 'Your log-in has ended. Enter class code, seat and PIN again.',
  },
} satisfies Like<typeof zh>
