import { useEffect, useRef, useState } from 'react'
import { boxed, hear, type Report } from './box'
import type { LessonPart, Media, Spot } from './model'
import type { PlayWords } from './words'

interface Props {
  part: LessonPart
  media: Media
  words: PlayWords
  onReport?: (r: Report) => void
}

/** One block of a page, for React; web/src/learn has its twin for Preact. */
export function Part({ part: p, media, words, onReport }: Props) {
  switch (p.kind) {
    case 'points':
      return <ul className="lesson-part">{p.items?.map((item, i) => <li key={i}>{item}</li>)}</ul>
    case 'warn':
      return <p className="lesson-part lesson-warn"><strong>{words.watchOut}</strong>{p.text}</p>
    case 'say':
      return <p className="lesson-part lesson-say"><strong>{words.sayIt}</strong>{p.text}</p>
    case 'picture':
      return <Picture key={p.picture} url={media[p.picture ?? '']?.url} alt={p.alt ?? ''} words={words} />
    case 'video':
      return <Video key={p.file} url={media[p.file ?? '']?.url} alt={p.alt ?? ''} words={words} />
    case 'package':
      return <Box url={media[p.package ?? '']?.url} alt={p.alt ?? ''} words={words} onReport={onReport} />
    default:
      return <p className="lesson-part">{p.text}</p>
  }
}

interface Seen {
  url: string | undefined
  alt: string
  words: PlayWords
}

function Instead({ head, text }: { head: string; text: string }) {
  return <p className="lesson-part lesson-instead"><strong>{head}</strong>{text}</p>
}

function Picture({ url, alt, words }: Seen) {
  const [lost, setLost] = useState(false)
  if (!url || lost) return <Instead head={words.noPicture} text={alt} />
  return (
    <figure className="lesson-part lesson-picture">
      <img src={url} alt={alt} onError={() => setLost(true)} />
    </figure>
  )
}

function Video({ url, alt, words }: Seen) {
  const [lost, setLost] = useState(false)
  if (!url || lost) return <Instead head={words.noVideo} text={alt} />
  return (
    <figure className="lesson-part lesson-video">
      <video src={url} controls playsInline preload="metadata" aria-label={alt} onError={() => setLost(true)} />
      <figcaption>{words.videoSays}{alt}</figcaption>
    </figure>
  )
}

function Box({ url, alt, words, onReport }: Seen & { onReport?: (r: Report) => void }) {
  const frame = useRef<HTMLIFrameElement>(null)
  useEffect(() => (frame.current && onReport ? hear(frame.current, onReport) : undefined), [onReport])
  if (!url) return <Instead head={words.packageFrame} text={alt} />
  return (
    <figure className="lesson-part lesson-video">
      <iframe ref={frame} className="lesson-box" src={url} title={alt || words.packageFrame} {...boxed} />
      <figcaption>{words.packageHint}</figcaption>
    </figure>
  )
}

/** A picture with its spots drawn on it. */
export function Spots({ url, alt, spots, words }: Seen & { spots: Spot[] }) {
  if (!url) return <Instead head={words.noPicture} text={alt} />
  return (
    <span className="lesson-map">
      <img src={url} alt={alt} />
      {spots.map((s, i) => (
        <span key={i} className="lesson-spot" style={{ left: `${s.x}%`, top: `${s.y}%`, width: `${s.w}%`, height: `${s.h}%` }}><span>{s.name}</span></span>
      ))}
    </span>
  )
}
