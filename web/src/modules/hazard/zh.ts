// Words of the room 隐患.
export default {
  title: '隐患台账',
  errors: {
    'hazard.not_found': '没有这条隐患，或不在您的管辖范围内。',
    'hazard.stale': '这条隐患刚被别人办理过，请刷新后再办。',
    'hazard.not_now': '隐患现在的状态不能这样办理，请刷新后查看。',
    'hazard.source_needed': '没有说明隐患从哪里来。',
    'hazard.text_needed': '请写明隐患情况。',
    'hazard.photos_full': '一条隐患最多 {max} 张照片。',
    'hazard.no_such_photo': '没有这张照片。',
  },
}
