// The words of the players, for whichever entry shows them: hand `playWords.zh` or
// `.en` to the component. Plain functions, since the entries have dictionaries of their own.
export type PlayWords = {
  page: (n: number, of: number) => string
  back: string
  next: string
  finish: string
  listen: string
  hush: string
  watchOut: string
  sayIt: string
  noPicture: string
  noVideo: string
  videoSays: string
  question: (n: number, of: number) => string
  kind: Record<'single' | 'multiple' | 'order' | 'hotspot', string>
  places: (n: number) => string
  pickHelp: string
  mark: (n: number) => string
  unmark: (n: number) => string
  nth: (n: number) => string
  open: (n: number) => string
  handIn: string
  right: string
  wrong: string
  rightIs: string
  why: string
  reveal: string
  packageFrame: string
  packageHint: string
  boxed: string
  keys: string
}

const zh: PlayWords = {
  page: (n, of) => `第 ${n} 页，共 ${of} 页`,
  back: '上一页',
  next: '下一页',
  finish: '学完了',
  listen: '朗读',
  hush: '停止朗读',
  watchOut: '注意',
  sayIt: '跟着说',
  noPicture: '图片没有显示出来，图上画的是：',
  noVideo: '视频放不出来，请看文字：',
  videoSays: '视频内容：',
  question: (n, of) => `第 ${n} 题，共 ${of} 题`,
  kind: { single: '选一个', multiple: '选出所有正确的', order: '按先后顺序点一点', hotspot: '在图上点一点' },
  places: (n) => `找出 ${n} 处`,
  pickHelp: '用方向键移动，按回车标出',
  mark: (n) => `标记 ${n}`,
  unmark: (n) => `去掉标记 ${n}`,
  nth: (n) => `第 ${n}`,
  open: (n) => `还有 ${n} 题没有答`,
  handIn: '交卷',
  right: '答对了',
  wrong: '没有答对',
  rightIs: '正确答案',
  why: '为什么',
  reveal: '公布答案',
  packageFrame: '互动课件',
  packageHint: '看完课件后继续',
  boxed: '课件由外部单位提供，在隔离环境中运行',
  keys: '← → 翻页，空格公布答案',
}

const en: PlayWords = {
  page: (n, of) => `Page ${n} of ${of}`,
  back: 'Back',
  next: 'Next',
  finish: 'Finished',
  listen: 'Read aloud',
  hush: 'Stop reading',
  watchOut: 'Watch out',
  sayIt: 'Say it',
  noPicture: 'The picture did not load. It shows:',
  noVideo: 'The video does not play. Read instead:',
  videoSays: 'In the video:',
  question: (n, of) => `Question ${n} of ${of}`,
  kind: { single: 'Choose one', multiple: 'Choose all that are right', order: 'Tap in the right order', hotspot: 'Tap on the picture' },
  places: (n) => `Find ${n}`,
  pickHelp: 'Move with the arrow keys, mark with Enter',
  mark: (n) => `Mark ${n}`,
  unmark: (n) => `Remove mark ${n}`,
  nth: (n) => `No. ${n}`,
  open: (n) => `${n} not answered yet`,
  handIn: 'Hand in',
  right: 'Right',
  wrong: 'Not right',
  rightIs: 'Right answer',
  why: 'Why',
  reveal: 'Show the answer',
  packageFrame: 'Interactive course',
  packageHint: 'Go on when you have finished it',
  boxed: 'Made by others; it runs in a box of its own',
  keys: '← → turn pages, space shows the answer',
}

export const playWords = { zh, en }
