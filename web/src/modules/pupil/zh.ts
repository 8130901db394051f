export default {
  title: '学生花名册',
  errors: {
    'pupil.not_found': '没有这名学生，或您无权查看。',
    'pupil.log_in': '登录已失效，请重新输入班级码、座号和密码。',
  },
}
