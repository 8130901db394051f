import { useEffect, useState } from 'react'
import { api, must } from '../../api/client'
import type { components } from '../../api/schema'
import { t } from '../../ui/i18n'
import { Picture, type View } from '../../ui/picture/Picture'

type Camera = components['schemas']['VideoCamera']

/** The cameras nearest to the press, opened by themselves; the others of the school one click away. */
export default function Pictures({ alarmId }: { alarmId: string }) {
  const [views, setViews] = useState<readonly View[]>([])
  const [cameras, setCameras] = useState<readonly Camera[]>([])
  const [problem, setProblem] = useState(false)
  useEffect(() => {
    let gone = false
    must(api.POST('/api/v1/video/alarms/{id}/views', { params: { path: { id: alarmId } } })).then(
      (got) => {
        if (gone) return
        setViews(got.views)
        setCameras(got.off ? [] : got.cameras)
      },
      () => gone || setProblem(true),
    )
    return () => {
      gone = true
    }
  }, [alarmId])
  const open = async (camera: Camera) => {
    try {
      const view = await must(api.POST('/api/v1/video/cameras/{id}/views', { params: { path: { id: camera.id } }, body: { alarmId } }))
      setViews((before) => [...before, view])
      setProblem(false)
    } catch {
      setProblem(true)
    }
  }
  const others = cameras.filter((c) => !views.some((v) => v.cameraId === c.id))
  if (cameras.length === 0 && !problem) return null
  return (
    <section className="pictures" aria-label={t('picture.title')}>
      {views.length > 0 && (
        <div className="pictures-grid">
          {views.map((view) => (
            <Picture key={view.id} view={view} />
          ))}
        </div>
      )}
      {views.length === 0 && !problem && <p className="dim">{t('picture.allAway', { n: cameras.length })}</p>}
      {problem && <p className="dim">{t('picture.notOpened')}</p>}
      {views.length > 0 && others.length > 0 && (
        <details className="pictures-more">
          <summary>
            {t('picture.more')} <span className="num">{others.length}</span>
          </summary>
          <div className="row-of">
            {others.map((c) => (
              <button type="button" key={c.id} className="btn btn-small" onClick={() => void open(c)}>
                {[c.place, c.name].filter(Boolean).join(' · ')}
              </button>
            ))}
          </div>
        </details>
      )}
    </section>
  )
}
