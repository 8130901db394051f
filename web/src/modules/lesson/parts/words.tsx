import { t, tMaybe } from '../../../ui/i18n'
import { StatusTag } from '../../../ui/Tags'
import { blocks, stages, topics, type Head } from './edit'

const lists = { topic: topics, block: blocks, stage: stages, state: ['draft', 'published', 'retired'], whose: ['own', 'ours'] } as const

/** The choices of a select, in words. */
export function options(of: keyof typeof lists): { value: string; label: string }[] {
  return lists[of].map((value) => ({ value, label: tMaybe(`lesson.${of}.${value}`) ?? value }))
}

const hue = { draft: 'orange', published: 'green', retired: 'grey' } as const

/** Where a lesson stands, and that something newer is being written. */
export function StateTag({ of }: { of: Head }) {
  return (
    <>
      <StatusTag hue={hue[of.state as keyof typeof hue]}>{t(`lesson.state.${of.state as 'draft'}`)}</StatusTag>
      {of.drafted && of.state !== 'draft' && <span className="dim"> {t('lesson.changing')}</span>}
    </>
  )
}

/** Where a finding lies, in words: 第 2 页 · 第 1 块. */
export function placeWords(name: string): string {
  const [of, n, within, k] = name.split('.')
  const at = Number(n) + 1
  if (of === 'pages' && n !== undefined) return [t('lesson.at.page', { n: at }), within === 'blocks' && k !== undefined ? t('lesson.at.block', { n: Number(k) + 1 }) : ''].filter(Boolean).join(' · ')
  if (of === 'questions' && n !== undefined) return t('lesson.at.question', { n: at })
  return tMaybe(`lesson.at.${of}`) ?? ''
}
