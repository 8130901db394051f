export default {
  title: '好', // errors: { 'bad.input': 'this is a comment' }
  errors: {
    'good.gone': '已经不在了',
    "good.empty": '“{name}” 不能为空: { }',
    'field.required': '必填',
    'bad.nobody': '没有这个人',
  },
  later: { odd: '不算' },
}
