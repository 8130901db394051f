import { Input } from 'antd'
import { t } from '../../../ui/i18n'
import { Acts } from './Acts'
import type { Media, Part } from './edit'
import { Take } from './Take'

interface Props {
  part: Part
  n: number
  count: number
  path: string
  set: (p: Part) => void
  addMedium: (name: string, m: Media[string]) => void
  move: (by: number) => void
  remove: () => void
}

/** One block of a page as its author writes it. */
export function PartForm({ part: p, n, count, path, set, addMedium, move, remove }: Props) {
  const kind = t(`lesson.part.${p.kind as 'text'}`)
  const name = t('lesson.at.block', { n: n + 1 })
  return (
    <section className="lesson-card">
      <header>
        <strong>{kind}</strong>
        <Acts name={name} first={n === 0} last={n === count - 1} move={move} remove={remove} />
      </header>
      {(p.kind === 'picture' || p.kind === 'video') && (
        <Take
          kind={p.kind}
          path={path}
          value={p.kind === 'picture' ? p.picture : p.file}
          set={(id, m) => {
            addMedium(id, m)
            set(p.kind === 'picture' ? { ...p, picture: id } : { ...p, file: id })
          }}
        />
      )}
      {p.kind === 'points' ? (
        <Input.TextArea aria-label={`${name} ${kind}`} autoSize={{ minRows: 3 }} placeholder={t('lesson.onePerLine')} value={(p.items ?? []).join('\n')} onChange={(e) => set({ ...p, items: e.target.value.split('\n') })} />
      ) : p.kind === 'picture' || p.kind === 'video' || p.kind === 'package' ? (
        <Input.TextArea aria-label={`${name} ${t('lesson.alt')}`} autoSize={{ minRows: 2 }} placeholder={t(p.kind === 'picture' ? 'lesson.altPicture' : 'lesson.altVideo')} value={p.alt ?? ''} onChange={(e) => set({ ...p, alt: e.target.value })} />
      ) : (
        <Input.TextArea aria-label={`${name} ${kind}`} autoSize={{ minRows: 2 }} value={p.text ?? ''} onChange={(e) => set({ ...p, text: e.target.value })} />
      )}
    </section>
  )
}
