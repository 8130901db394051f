import channels from './channels.zh'
// The sentence of a notice is its room's: key `<room>.notice.<kind>`, filled with the notice's params.
export default {
  title: '消息',
  hint: '报警、任务等消息都留在这里；紧急消息会同时推送到您打开了推送的浏览器。',
  tab: { all: '全部', unread: '未读' },
  seeAll: '全部标为已读',
  urgent: '紧急',
  unread: '未读',
  unknown: '消息（{code}）',
  more: '更早的消息',
  empty: '还没有消息',
  emptyHint: '有需要您知道的事时，会立即出现在这里。',
  emptyUnread: '没有未读消息',
  showAll: '查看全部消息',
  push: {
    title: '本机推送',
    hint: '打开后，即使没有打开本系统的页面，紧急消息也会弹出。',
    on: '接收推送',
    urgentOnly: '只推送紧急消息',
    insecure: '推送需要 https 地址（或本机 127.0.0.1），当前地址不支持。',
    unsupported: '这个浏览器不支持推送，请换用较新的 Chrome、Edge 或 Firefox。',
    denied: '浏览器已禁止本网站弹出通知，请在浏览器的网站设置里改为允许。',
    failed: '浏览器没能登记推送：多半是连不上浏览器厂商的推送服务。紧急消息仍会在页面里出现。',
    others: '我的其他浏览器',
    since: '{time} 打开',
    unnamed: '未知浏览器',
    remove: '停止推送',
  },
  // What a browser shows when a message comes in: it has no page open to ask.
  shown: { brand: '护学', plain: '您有一条新消息', drill: '【演练】', test: '【联测】' },
  errors: {
    ...channels.errors,
    'notify.not_found': '没有这条消息，或它不是发给您的。',
    'notify.bad_endpoint': '浏览器给出的推送地址无法使用：必须是公网的 https 地址。',
    'notify.bad_push_keys': '浏览器给出的推送密钥不完整，请关闭后重新打开推送。',
  },
}
