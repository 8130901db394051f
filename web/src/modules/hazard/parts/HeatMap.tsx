import { t, tMaybe } from '../../../ui/i18n'
import type { Numbers } from './numbers'

const order = [
  'duty', 'people', 'kit', 'tech', 'gate', 'fire', 'building', 'utility', 'food', 'health', 'bus', 'traffic', 'lab', 'dormitory', 'sport', 'crowd', 'around', 'dispute',
  'teaching', 'other',
]

/** Categories over units: how many hazards, how many of them open. The number is always there; the shade only helps. */
export function HeatMap({ data }: { data: Numbers }) {
  const used = order.filter((c) => data.heat.some((h) => h.category === c))
  const at = new Map(data.heat.map((h) => [`${h.unit} ${h.category}`, h]))
  const most = Math.max(1, ...data.heat.map((h) => h.found))
  const units = data.units.filter((u) => u.found > 0)
  return (
    <div className="book-scroll" role="region" aria-label={t('hazardBook.heat')} tabIndex={0}>
      <table className="book-heat">
        <thead>
          <tr>
            <th scope="col">{t('hazardBook.name')}</th>
            {used.map((c) => (
              <th key={c} scope="col">{tMaybe(`hazardBook.category.${c}`) ?? c}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {units.map((u) => (
            <tr key={u.key}>
              <th scope="row">{u.name}</th>
              {used.map((c) => {
                const h = at.get(`${u.key} ${c}`)
                const shade = h ? Math.round(8 + 47 * (h.found / most)) : 0
                return (
                  <td key={c} style={{ background: h ? `color-mix(in srgb, var(--critical) ${shade}%, var(--panel))` : 'var(--ground)' }}>
                    {h ? `${h.found}${h.open > 0 ? `(${h.open})` : ''}` : ''}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
