import type { Like } from '../../ui/i18n'
import type zh from './zh'

export default {
  title: 'My work',
  list: 'To do',
  sum: '{n} things to do',
  sumLate: '{n} things to do, {late} of them overdue',
  none: 'Nothing to do',
  noneHint: 'What waits for you appears here by itself.',
  go: 'Open',
  done: 'Done',
  doneHint: 'It will not remind anybody again; the audit book keeps it.',
  since: 'since {time}',
  unnamed: 'Task ({code})',
  noDue: 'No deadline',
  late: 'Overdue by {time}',
  today: 'Due today at {time}',
  dueIn: '{n} days left',
  hours: '{n} h',
  minutes: '{n} min',
  priority: { soon: 'Soon', now: 'Urgent' },
  entries: 'Go to',
  entry: {
    desk: 'Police desk', deskHint: 'Take, dispatch and close alarms',
    phone: 'Phone', phoneHint: 'The alarm button; add it to the home screen',
    schools: 'Schools', schoolsHint: 'Register, places and police stations',
    import: 'Import schools', importHint: 'From the workbook you already have',
    alarms: 'Alarms', alarmsHint: 'What happened in your area',
    norms: 'Norms', normsHint: 'Every number, its basis and where it holds',
    people: 'People and roles', peopleHint: 'Accounts, rights, leaving',
    audit: 'Audit book', auditHint: 'Who did what and when',
    settings: 'Settings', settingsHint: 'Log-in, notices and the like',
  },
  errors: {
    'todo.not_found': 'This has been done, or it is not yours to do.',
  },
} satisfies Like<typeof zh>
