import { useEffect, useRef, useState } from 'preact/hooks'
import { boxed, hear, type Report } from '../../ui/lesson/box'
import type { LessonPart, Media } from '../../ui/lesson/model'
import type { PlayWords } from '../../ui/lesson/words'

interface Props {
  part: LessonPart
  media: Media
  words: PlayWords
  onReport?: (r: Report) => void
}

/** One block of a page. */
export function Part({ part: p, media, words, onReport }: Props) {
  switch (p.kind) {
    case 'points':
      return <ul class="lesson-part">{p.items?.map((item) => <li key={item}>{item}</li>)}</ul>
    case 'warn':
      return <p class="lesson-part lesson-warn"><strong>{words.watchOut}</strong>{p.text}</p>
    case 'say':
      return <p class="lesson-part lesson-say"><strong>{words.sayIt}</strong>{p.text}</p>
    case 'picture':
      return <Picture url={media[p.picture ?? '']?.url} alt={p.alt ?? ''} words={words} />
    case 'video':
      return <Video url={media[p.file ?? '']?.url} alt={p.alt ?? ''} words={words} />
    case 'package':
      return <Box url={media[p.package ?? '']?.url} alt={p.alt ?? ''} words={words} onReport={onReport} />
    default:
      return <p class="lesson-part">{p.text}</p>
  }
}

interface Seen {
  url: string | undefined
  alt: string
  words: PlayWords
}

/** The words that stand for what does not load. */
function Instead({ head, text }: { head: string; text: string }) {
  return <p class="lesson-part lesson-instead"><strong>{head}</strong>{text}</p>
}

export function Picture({ url, alt, words }: Seen) {
  const [lost, setLost] = useState(!url)
  if (lost) return <Instead head={words.noPicture} text={alt} />
  return (
    <figure class="lesson-part lesson-picture">
      <img src={url} alt={alt} onError={() => setLost(true)} />
    </figure>
  )
}

function Video({ url, alt, words }: Seen) {
  const [lost, setLost] = useState(!url)
  if (lost) return <Instead head={words.noVideo} text={alt} />
  return (
    <figure class="lesson-part lesson-video">
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
    <figure class="lesson-part lesson-video">
      <iframe ref={frame} class="lesson-box" src={url} title={alt || words.packageFrame} {...boxed} />
      <figcaption>{words.packageHint}</figcaption>
    </figure>
  )
}
