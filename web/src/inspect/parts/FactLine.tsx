import { lang, t, tMaybe } from '../../ui/i18n/core'
import type { Note } from '../box/types'

type Fact = NonNullable<Note['fact']>

function amount(n: number, fact: Fact): string {
  const period = /^P(\d+)([YMWD])$/.exec(fact.period)
  if (period) return t(`inspect.period.${period[2] as 'Y'}`, { n: period[1]! })
  return tMaybe(`inspect.unit.${fact.unit}`, { n }) ?? String(n)
}

/** What the norm asks and what is there: 应配 6 人，实有 5 人. */
export function FactLine({ fact }: { fact: Fact }) {
  const name = lang() === 'zh' ? fact.name : fact.nameEn
  const required = amount(fact.required, fact)
  const words =
    fact.held === null
      ? t(fact.most ? 'inspect.fact.most' : 'inspect.fact.only', { name, required })
      : t('inspect.fact.both', { name, required, held: amount(fact.held, fact) }) + (fact.short > 0 ? t('inspect.fact.short', { short: amount(fact.short, fact) }) : '')
  return (
    <p class={fact.short > 0 ? 'fact short' : 'fact'}>
      <b>{words}</b>
      <small>{t('inspect.fact.basis', { basis: [fact.basis, fact.clause].filter(Boolean).join(' ') })}</small>
    </p>
  )
}
