import type { Like } from '../../../ui/i18n/core'
import type zh from './zh'

export default {
  more: '{n} more',
  prompt: 'Safety prompt',
  levels: { red: 'Red warning (I)', orange: 'Orange warning (II)', yellow: 'Yellow warning (III)', blue: 'Blue warning (IV)' },
} satisfies Like<typeof zh>
