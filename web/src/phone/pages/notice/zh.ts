export default {
  more: '还有 {n} 条',
  prompt: '安全提示',
  levels: { red: '红色预警（Ⅰ级）', orange: '橙色预警（Ⅱ级）', yellow: '黄色预警（Ⅲ级）', blue: '蓝色预警（Ⅳ级）' },
}
