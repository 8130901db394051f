import { Button } from 'antd'
import type { ReactNode } from 'react'
import { t } from './i18n'
import { officialDate } from './time'
import './official.css'

export interface PaperBlock {
  kind: string
  text?: string
  head?: string[]
  rows?: string[][]
  photos?: { file: string; caption?: string }[]
}

interface Props {
  issuer: string
  number: string
  title: string
  to: string
  at: number
  code: string
  sha256: string
  blocks: PaperBlock[]
  /** Across the sheet when it is out of force. */
  stamp?: string
  /** What stands below the text and is signed by hand. */
  children?: ReactNode
  bar?: ReactNode
}

/**
 * An official paper as GB/T 9704 lays it out [M]: the issuer in red above a red line, the number, the
 * title, whom it is for, the text in FangSong, issuer and date at the seal, the code to verify it below.
 */
export function OfficialPaper({ issuer, number, title, to, at, code, sha256, blocks, stamp, children, bar }: Props) {
  return (
    <div className="official-wrap">
      <div className="official-bar">
        {bar}
        <Button type="primary" onClick={() => window.print()}>
          {t('ui.print')}
        </Button>
      </div>
      <article className="official" lang="zh-CN">
        {stamp && <p className="official-stamp">{stamp}</p>}
        <p className="official-red">{issuer}</p>
        <p className="official-no num">{number}</p>
        <hr />
        <h1>{title}</h1>
        <p className="official-to">{to}：</p>
        {blocks.map((b, i) => (
          <OneBlock key={i} block={b} />
        ))}
        <div className="official-end">
          <p>{issuer}</p>
          <p>{officialDate(at)}</p>
          <p className="official-seal">{t('ui.paperSeal')}</p>
        </div>
        {children}
        <footer>
          <img src={`/verify/${code}/code.svg`} alt={t('ui.paperCode')} />
          <div>
            <p>{t('ui.paperVerify')}</p>
            <p className="num">{`${location.origin}/verify/${code}`}</p>
            <p className="official-hash">SHA-256 {sha256}</p>
          </div>
        </footer>
      </article>
    </div>
  )
}

function OneBlock({ block: b }: { block: PaperBlock }) {
  switch (b.kind) {
    case 'h':
      return <h2>{b.text}</h2>
    case 'facts':
      return (
        <table className="official-facts">
          <tbody>
            {(b.rows ?? []).map(([name, value], i) => (
              <tr key={i}>
                <th scope="row">{name}</th>
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )
    case 'table':
      return (
        <table>
          <thead>
            <tr>
              {(b.head ?? []).map((h) => (
                <th key={h} scope="col">
                  {h}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(b.rows ?? []).map((row, i) => (
              <tr key={i}>
                {row.map((cell, k) => (
                  <td key={k}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )
    case 'photos':
      return (
        <div className="official-photos">
          {(b.photos ?? []).map((p) => (
            <figure key={p.file}>
              <img src={`/api/v1/${p.file}`} alt={p.caption ?? ''} />
              <figcaption>{p.caption}</figcaption>
            </figure>
          ))}
        </div>
      )
    default:
      return <p>{b.text}</p>
  }
}
