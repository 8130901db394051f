import { useQuery } from '@tanstack/react-query'
import { Skeleton, Typography } from 'antd'
import { api, must } from '../../../api/client'
import { FactList } from '../../../ui/FactList'
import { t, tMaybe } from '../../../ui/i18n'
import { useCan } from '../../../ui/session'
import { ErrorState } from '../../../ui/States'
import { StatusTag } from '../../../ui/Tags'
import { dateTime } from '../../../ui/time'
import { Acts } from './Acts'
import { Level } from './Level'
import { Mine } from './Mine'
import { addressOf, stateHue, type Detail, type Notice } from './notice'
import { Receipts } from './Receipts'

export function NoticeDetail({ id, changed }: { id: string; changed: () => void }) {
  const { data: n, error, refetch } = useQuery({
    queryKey: ['safety-notices', id],
    queryFn: () => must(api.GET('/api/v1/safety-notices/{id}', { params: { path: { id } } })),
    refetchInterval: 10_000,
  })
  const bureau = useCan('notice.write', n?.path ?? '')
  if (error && !n) return <ErrorState error={error} retry={() => void refetch()} />
  if (!n) return <Skeleton active paragraph={{ rows: 8 }} />
  return (
    <>
      {n.mine && <Mine of={n} changed={changed} />}
      <FactList
        facts={[
          { label: t('notice.name'), value: <b>{n.title}</b>, wide: true },
          { label: t('notice.level'), value: <Level of={n} /> },
          { label: t('notice.state'), value: <StatusTag hue={stateHue[n.state]}>{t(`notice.states.${n.state}`)}</StatusTag> },
          { label: t('notice.publisher'), value: n.authority ? t('notice.relayed', { authority: n.authority, publisher: n.publisher }) : n.publisher, wide: true },
          { label: t('notice.number'), value: n.number },
          { label: t('notice.theme'), value: tMaybe(`notice.themes.${n.theme}`) },
          { label: t('notice.window'), value: <span className="num">{t('notice.windowAt', { from: dateTime(n.startsAt), to: dateTime(n.endsAt) })}</span>, wide: true },
          { label: t('notice.areas'), value: n.areas.map((a) => a.name).join('、'), wide: true },
          { label: t('notice.schoolKinds'), value: n.schoolKinds.map((k) => tMaybe(`org.kind.${k}`)).join('、') || t('notice.allKinds'), wide: true },
          ...(n.basis ? [{ label: t('notice.basis'), value: n.basis, wide: true }] : []),
          ...(n.suspend !== 'none' ? [{ label: t('notice.suspend'), value: <b>{t(`notice.suspends.${n.suspend}`)}</b>, wide: true }] : []),
          ...(n.contact ? [{ label: t('notice.contact'), value: n.contact }] : []),
          { label: t('notice.public'), value: t(n.public ? 'notice.isPublic' : 'notice.isInternal') },
          ...(bureau ? [{ label: t('notice.by'), value: `${n.createdName} ${dateTime(n.createdAt)}` }, { label: t('notice.approvedBy'), value: n.approvedName && `${n.approvedName} ${dateTime(n.issuedAt)}` }] : []),
          ...(n.prevNumber ? [{ label: t('notice.prev'), value: n.prevNumber }] : []),
          ...(n.next ? [{ label: t('notice.states.updated'), value: t('notice.next', { no: n.next }) }] : []),
          ...(n.returnReason ? [{ label: t('notice.returned'), value: n.returnReason, wide: true }] : []),
          ...(n.state === 'cancelled' ? [{ label: t('notice.ended'), value: n.endReason, wide: true }] : []),
        ]}
      />
      <Acts of={n} changed={changed} />
      <Measures of={n} />
      {n.issuedAt > 0 && n.public && <Share of={n} />}
      {n.issuedAt > 0 && n.schoolId === '' && bureau && <Receipts of={n} />}
      {n.issuedAt > 0 && bureau && <Given of={n} />}
    </>
  )
}

function Measures({ of: n }: { of: Notice }) {
  const parts = [['notice.impact', n.impact], ['notice.forSchool', n.forSchool], ['notice.forClass', n.forClass], ['notice.forParent', n.forParent], ['notice.forPupil', n.forPupil]] as const
  return (
    <section className="notice-measures">
      {parts.map(([key, text]) => text && (
        <div key={key}>
          <h3>{t(key)}</h3>
          {text.split('\n').map((line, i) => <p key={i}>{line}</p>)}
        </div>
      ))}
    </section>
  )
}

/** The public address and its code. */
function Share({ of: n }: { of: Notice }) {
  const address = addressOf(n)
  return (
    <div className="notice-share" style={{ marginTop: 16 }}>
      <img src={`/notice/${n.code}/code.svg`} alt={t('notice.link')} width={104} height={104} />
      <div>
        <b>{t('notice.link')}</b>
        <Typography.Paragraph className="num" copyable={{ text: address }} style={{ margin: '4px 0' }}>
          <a href={address} target="_blank" rel="noreferrer">{address}</a>
        </Typography.Paragraph>
        <span className="dim">{t('notice.linkHint')}</span>
      </div>
    </div>
  )
}

const givenHue = { sending: 'blue', delivered: 'green', failed: 'red' } as const

/** Which platforms of others were given it, and took it. */
function Given({ of: n }: { of: Detail }) {
  return (
    <section>
      <h3>{t('notice.given')}</h3>
      {n.given.length === 0 && <p className="dim">{t('notice.givenNone')}</p>}
      <ul className="notice-given">
        {n.given.map((g) => (
          <li key={`${g.platform}${g.stage}`}>
            <StatusTag hue={givenHue[g.state]}>{t(`notice.givenStates.${g.state}`)}</StatusTag>{' '}
            {t('notice.givenAt', { platform: g.platform, stage: tMaybe(`notice.stages.${g.stage}`) ?? g.stage, time: dateTime(g.at) })}
            {g.receipt && <span className="dim"> {g.receipt}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}
