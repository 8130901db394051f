import type { Like } from '../../ui/i18n'
import type zh from './roles.zh'

export default {
  bureau_province: 'Provincial education bureau',
  bureau_city: 'City education bureau',
  bureau_county: 'County education bureau',
  principal: 'Principal',
  safety_officer: 'School safety officer',
  teacher: 'Teacher',
  guard: 'Guard',
  bus_attendant: 'School bus attendant',
  volunteer: 'Parent volunteer',
  police_command: 'Police command desk',
  police_station: 'Police station',
  inspector: 'School inspector',
  market: 'Market regulation',
  fire: 'Fire and rescue',
  discipline: 'Discipline inspection',
  auditor: 'Auditor',
  sysadmin: 'System administrator',
  security: 'Security administrator',
} satisfies Like<typeof zh>
