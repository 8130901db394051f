// Reading aloud by the browser. Where it has no voice there is no button.

/** A device that speaks: `window.speechSynthesis`, or a test's. */
export type Voice = Pick<SpeechSynthesis, 'speak' | 'cancel' | 'getVoices'>

export function voice(): Voice | undefined {
  return typeof speechSynthesis === 'undefined' || typeof SpeechSynthesisUtterance === 'undefined' ? undefined : speechSynthesis
}

// Chromium falls silent in the middle of an utterance that takes longer than 15 s.
const longest = 60

/** Cut at the ends of sentences into pieces that every browser reads to the end. */
export function pieces(text: string): string[] {
  const out: string[] = []
  for (const sentence of text.match(/[^。！？；.!?;\n]+[。！？；.!?;\n]*/g) ?? []) {
    const last = out.at(-1)
    if (last !== undefined && last.length + sentence.length <= longest) out[out.length - 1] = last + sentence
    else out.push(sentence)
  }
  return out.map((p) => p.trim()).filter(Boolean)
}

const digits = ['零', '幺', '二', '三', '四', '五', '六', '七', '八', '九']

/** 119 is said 幺幺九, as one dials it, and never 一百一十九: a child repeats what it hears. An amount stays an amount. */
export function dialled(text: string): string {
  const number = /(?<![\d.])(?:11[09]|12[02]|12\d{3}|9\d{4})(?![\d.]|\s*[元米度克斤升年月日天分秒人次个字厘毫公%℃])/g
  return text.replace(number, (n) => [...n].map((d) => digits[Number(d)]).join(''))
}

/** Reads a text in the language of the lesson; answers what stops it. `over` is called when it has been read, or cannot be. */
export function read(text: string, over: () => void, by: Voice | undefined = voice()): () => void {
  if (!by) {
    over()
    return () => undefined
  }
  let stopped = false
  const end = (): void => {
    if (stopped) return
    stopped = true
    over()
  }
  by.cancel()
  const all = pieces(dialled(text))
  if (all.length === 0) end()
  const chinese = by.getVoices().find((v) => /^(zh|cmn)[-_](cn|hans)/i.test(v.lang))
  all.forEach((piece, i) => {
    const u = new SpeechSynthesisUtterance(piece)
    u.lang = 'zh-CN'
    u.rate = 0.9
    if (chinese) u.voice = chinese
    if (i === all.length - 1) u.onend = end
    u.onerror = end
    by.speak(u)
  })
  return () => {
    stopped = true
    by.cancel()
  }
}
