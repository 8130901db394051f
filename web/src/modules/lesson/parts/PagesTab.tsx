import { Button, Input, Space } from 'antd'
import { t } from '../../../ui/i18n'
import { Acts } from './Acts'
import { moved, newPart, partKinds, removed, replaced, type Media, type Page } from './edit'
import { PartForm } from './PartForm'

interface Props {
  pages: Page[]
  at: number
  path: string
  show: (at: number) => void
  set: (pages: Page[]) => void
  addMedium: (name: string, m: Media[string]) => void
}

/** The pages of a lesson: a strip to choose one, and its blocks below. */
export function PagesTab({ pages, at, path, show, set, addMedium }: Props) {
  const page = pages[at]
  const change = (p: Page) => set(replaced(pages, at, p))
  return (
    <>
      <nav className="lesson-strip" aria-label={t('lesson.pages')}>
        {pages.map((p, i) => (
          <button key={i} type="button" aria-current={i === at} onClick={() => show(i)}>
            <span className="num">{i + 1}</span> {p.title || t('lesson.untitled')}
          </button>
        ))}
        <Button
          size="small"
          onClick={() => {
            set([...pages, { title: '', blocks: [newPart('text')] }])
            show(pages.length)
          }}
        >
          {t('lesson.addPage')}
        </Button>
      </nav>
      {page && (
        <>
          <div className="lesson-page-head">
            <Input aria-label={t('lesson.pageTitle')} placeholder={t('lesson.pageTitle')} maxLength={60} value={page.title} onChange={(e) => change({ ...page, title: e.target.value })} />
            <Acts
              name={t('lesson.at.page', { n: at + 1 })}
              first={at === 0}
              last={at === pages.length - 1}
              move={(by) => {
                set(moved(pages, at, by))
                show(at + by)
              }}
              remove={pages.length > 1 ? () => (set(removed(pages, at)), show(Math.max(0, at - 1))) : undefined}
            />
          </div>
          {page.blocks.map((part, i) => (
            <PartForm
              key={`${at}.${i}.${part.kind}`}
              part={part}
              n={i}
              count={page.blocks.length}
              path={path}
              set={(p) => change({ ...page, blocks: replaced(page.blocks, i, p) })}
              addMedium={addMedium}
              move={(by) => change({ ...page, blocks: moved(page.blocks, i, by) })}
              remove={() => change({ ...page, blocks: removed(page.blocks, i) })}
            />
          ))}
          <Space wrap className="lesson-add">
            <span className="dim">{t('lesson.add')}</span>
            {partKinds.map((kind) => (
              <Button key={kind} size="small" onClick={() => change({ ...page, blocks: [...page.blocks, newPart(kind)] })}>
                {t(`lesson.part.${kind}`)}
              </Button>
            ))}
          </Space>
        </>
      )}
    </>
  )
}
