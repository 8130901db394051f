import type { Like } from '../../ui/i18n'
import type zh from './zh'

export default {
  title: 'Settings',
  hint: 'For the whole system. Every change goes into the audit book and holds on all servers within two seconds.',
  change: 'Change',
  changeOf: 'Change “{name}”',
  asShipped: 'Default',
  decided: 'Changed',
  value: 'Value',
  kept: 'Set (not shown)',
  unset: 'Not set',
  secretHint: 'Stored encrypted and never shown again; empty clears it.',
  range: 'A whole number from {min} to {max}',
  default: 'Default: {value}',
  on: 'On',
  off: 'Off',
  none: 'There is nothing to set',
  group: { auth: 'Log-in and security', notify: 'Notices', city: 'The city', mail: 'Mail', map: 'Map', server: 'Server', alarm: 'Alarm' },
  item: {
    'auth.second_factor': {
      label: 'Second factor', hint: 'Officials, school officers and police enter a one-time code besides the password (GB/T 22239-2019 8.1.4.1 d). Off is for demonstrations only.',
      choice: { required: 'Required', off: 'Off' },
    },
    'city.demo': { label: 'Demo mode', hint: 'Every page says that the data is made up. Turn it off before real use.' },
    'notify.push_contact': { label: 'Contact for push services', hint: 'Whom a browser vendor’s push service contacts in case of trouble; begins with mailto: or https:.' },
    'notify.private_networks': { label: 'Allow private addresses', hint: 'By default messages go to public https addresses only; when on, pushes, webhooks and robots may use private addresses and http.' },
  },
  errors: {
    'setting.identity_unreadable': 'The key this installation signs with cannot be read; restore secret.key from the backup.',
    'setting.unknown': 'There is no such setting; an update may have removed it.',
    'setting.bad_value': 'This value cannot be used; please follow the hint.',
  },
} satisfies Like<typeof zh>
