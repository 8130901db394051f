import channels from './channels.en'
import type { Like } from '../../ui/i18n'
import type zh from './zh'

export default {
  title: 'Notices',
  hint: 'Alarms, tasks and the like are kept here; what is urgent also comes to the browsers you switched on.',
  tab: { all: 'All', unread: 'Unread' },
  seeAll: 'Mark all as read',
  urgent: 'Urgent',
  unread: 'Unread',
  unknown: 'Notice ({code})',
  more: 'Older notices',
  empty: 'No notices yet',
  emptyHint: 'What you need to know will appear here at once.',
  emptyUnread: 'Nothing unread',
  showAll: 'Show all notices',
  push: {
    title: 'Push on this browser',
    hint: 'When on, urgent notices pop up even while no page of this system is open.',
    on: 'Receive pushes',
    urgentOnly: 'Only what is urgent',
    insecure: 'Pushes need an https address (or 127.0.0.1 on this machine); this address is neither.',
    unsupported: 'This browser cannot receive pushes. Take a recent Chrome, Edge or Firefox.',
    denied: 'The browser has blocked notifications of this site. Allow them in its site settings.',
    failed: 'The browser could not register: most likely its maker’s push service is out of reach. Urgent notices still appear in the pages.',
    others: 'My other browsers',
    since: 'on since {time}',
    unnamed: 'Unknown browser',
    remove: 'Stop pushes',
  },
  shown: { brand: 'Huxue', plain: 'You have a new notice', drill: '[Drill] ', test: '[Test] ' },
  errors: {
    ...channels.errors,
    'notify.not_found': 'There is no such notice, or it is not yours.',
    'notify.bad_endpoint': 'The browser’s push address cannot be used: it must be a public https address.',
    'notify.bad_push_keys': 'The browser’s push keys are incomplete. Switch pushes off and on again.',
  },
} satisfies Like<typeof zh>
