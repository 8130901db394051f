import { t, tMaybe } from '../../ui/i18n'
import { isClosed, type AlarmCard, type Detail } from '../model/card'
import { Icon } from './Icon'

export function Contacts({ detail, card }: { detail: Detail | undefined; card: AlarmCard }) {
  const school = card.school.phone ? [{ role: 'school', name: card.school.name, phone: card.school.phone }] : []
  const list = detail ? detail.contacts : school
  const hushed = card.silent && !isClosed(card)
  return (
    <>
      <h3>{t('desk.detail.contacts')}</h3>
      {list.length === 0 && <p className="dim">{t('desk.detail.noContacts')}</p>}
      <ul className="contacts">
        {list.map((c) => (
          <li key={`${c.role} ${c.name} ${c.phone}`}>
            <span>
              <span className="dim">{tMaybe(`desk.role.${c.role}`) ?? t('desk.role.other')}</span> {c.name}
            </span>
            {c.role === 'school' && hushed && <strong className="no-call">{t('desk.room.noCall')}</strong>}
            {c.phone ? (
              <a className={c.role === 'school' && hushed ? 'is-hushed' : undefined} href={`tel:${c.phone}`} aria-label={`${c.name} ${t('desk.detail.call', { phone: c.phone })}`}>
                <Icon name="phone" size={16} /> <span className="num">{c.phone}</span>
              </a>
            ) : (
              <span className="dim">—</span>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}
