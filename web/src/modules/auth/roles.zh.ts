// Names of the roles, by the keys of internal/app/roles.go.
export default {
  bureau_city: '市教育局安全科',
  bureau_county: '县（区）教育局',
  principal: '校长',
  safety_officer: '学校安全管理员',
  teacher: '教师',
  guard: '保安员',
  volunteer: '家长志愿者',
  police_command: '公安指挥席',
  police_station: '派出所',
  inspector: '责任督学',
  market: '市场监管',
  fire: '消防救援',
  discipline: '纪检监察',
  auditor: '审计员',
  sysadmin: '系统管理员',
  security: '安全管理员（三员）',
}
