import type { Like } from '../ui/i18n'
import type zh from './zh'

export default {
  name: 'Huxue',
  tagline: 'School safety',
  menu: 'Main menu',
  openMenu: 'Open menu',
  group: { daily: 'Daily work', alarm: 'Alarms', hazard: 'Hazards', teach: 'Education and drills', settle: 'Disputes', base: 'Registers', system: 'Administration' },
  desk: 'Police desk',
  phone: 'Phone pages',
  notices: 'Messages',
  unread: '{n} unread messages',
  logOut: 'Log out',
  demo: 'Demo data: people, schools and figures are invented; feel free to try everything.',
  skip: 'Skip to content',
  starting: 'Opening Huxue',
  notFoundTitle: 'No such page',
  notFoundHint: 'The address may be wrong, or the page has moved.',
  toHome: 'Back to home',
  forbiddenTitle: 'You may not open this page',
  forbiddenHint: 'Ask the administrator of your unit if you need it.',
  pageFailed: 'This page failed',
  again: {
    title: 'Session expired',
    hint: 'What you entered is still here and will be sent after you log in again.',
    login: 'Account',
    password: 'Password',
    code: 'One-time code',
    codeHint: 'Open your authenticator app and enter the 6 digits',
    go: 'Log in and continue',
    give: 'Give up and go to the log-in page',
  },
} satisfies Like<typeof zh>
