// Why a stored message was judged as it was, by protocol; `turned` are the reasons why
// something was not even stored.
export default {
  device: {
    unknown: '没有登记这台设备',
    retired: '设备已停用',
    unproven: '没能证明自己是这台设备',
    no_reader: '平台还不会读这种协议',
    reader_failed: '解析时出错',
  },
  gb28181: {
    registered: '注册', left: '注销', unreadable: '内容不是可读的国标报文', no_command: '没有写明是什么命令', unknown: '设备未登记，或报警类别不在国标表内',
    spoofed: '来源可疑：不是注册时的地址', unregistered: '来源可疑：设备没有注册', not_panic: '非报警设备：登记时没有打开“按下能报警”',
    press: '按下报警', tamper: '防拆', video_lost: '画面丢失', fault: '设备故障（硬盘、风扇、温度）', analysis: '视频分析，只记录，不报警',
  },
  dc09: {
    repeated: '刚收过同一条', not_encrypted: '登记了密钥却没有加密', wrong_key: '密钥不对', clock: '报文时间与平台相差太多', broken: '报文残缺', unknown: '事件代码不在表内',
  },
  webhook: { wrong_signature: '签名不对', stale: '签名时间与平台相差太多' },
  json: { unknown: '没有认识的字段' },
  mqtt: {
    repeated: '设备重发，已收过', gone: '设备离线（遗嘱）', foreign_topic: '发到了别人的主题，不作数', wrong_password: '口令错误', unreadable: '保存的内容读不出来',
  },
  turned: {
    oversize: '太长', malformed: '不成报文', wrong_secret: '口令错误', locked: '来源已锁定', stale: '已过时效', unknown: '未登记的设备', unregistered: '设备没有注册',
    spoofed: '来源可疑', checksum: '校验不对', unknown_account: '未登记的账号', not_reached: '平台一时不能保存，设备会重发', wrong_password: '口令错误', bridge: '网关自身的信息，不保存', foreign_topic: '不是自己的主题', unknown_user: '未登记的用户名',
    silent_stranger: '连上不说话', too_many: '同一地址连接太多', retained: '保留消息，不作数', broker_unreachable: '外部 MQTT 服务器连不上', other: '其他',
  },
}
