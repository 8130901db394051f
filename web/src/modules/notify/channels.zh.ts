/** What went wrong on the way to a recipient, and what an operator may have typed wrongly; each one sentence. */
export default {
  errors: {
    'notify.no_endpoint': '没有这个通知渠道，可能已被他人修改，请刷新。',
    'notify.no_place': '没有这个地方，请重新选择区域或学校。',
    'notify.no_such_channel': '没有这一类渠道，或渠道类别不能更改。',
    'notify.siren_by_device': '警笛由配对的值守设备自行登记，请到「设备」页面添加。',
    'notify.bad_address': '地址不能用：网址须以 https:// 开头，邮箱和号码须完整。',
    'notify.private_address': '这是内网地址或明文 http；如确需使用，请先在系统设置中允许内网地址。',
    'notify.bad_secret': '密钥不能用：请按渠道的要求填写，网络回调的密钥不少于 16 个字符。',
  },
}
