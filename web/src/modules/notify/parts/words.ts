import { lang, t, wordsOf } from '../../../ui/i18n'

/** What the worker needs to show a message in the reader's language while no page is open. */
export interface Words {
  lang: string
  brand: string
  plain: string
  modes: Record<string, string>
  /** Sentence by key, with `{name}` for parameters. */
  say: Record<string, string>
}

export function words(): Words {
  return {
    lang: lang() === 'en' ? 'en' : 'zh-CN',
    brand: t('notify.shown.brand'),
    plain: t('notify.shown.plain'),
    modes: { drill: t('notify.shown.drill'), test: t('notify.shown.test') },
    say: wordsOf('notice'),
  }
}

/** The worker reads them from here; see public/notify-sw.js. */
export async function keepWords(): Promise<void> {
  const cache = await caches.open('huxue-notify')
  await cache.put('/notify-words.json', new Response(JSON.stringify(words()), { headers: { 'Content-Type': 'application/json' } }))
}
