// The joint tests on the map: every school by the days since its buttons were
// last proven. Colour and word stand together in the legend.
import Feature from 'ol/Feature.js'
import type { FeatureLike } from 'ol/Feature.js'
import Point from 'ol/geom/Point.js'
import VectorLayer from 'ol/layer/Vector.js'
import { fromLonLat } from 'ol/proj.js'
import VectorSource from 'ol/source/Vector.js'
import CircleStyle from 'ol/style/Circle.js'
import Fill from 'ol/style/Fill.js'
import Stroke from 'ol/style/Stroke.js'
import Style from 'ol/style/Style.js'
import Text from 'ol/style/Text.js'
import { api, must } from '../../api/client'
import type { components } from '../../api/schema'
import { t } from '../../ui/i18n/core'

export type Proven = components['schemas']['AlarmButtonsProvenAnswer']
export type Band = 'fresh' | 'stale' | 'old'

export const getProven = (): Promise<Proven> => must(api.GET('/api/v1/alarm-buttons/proven'))

/** Up to one interval is well, up to two a warning; later, or never, is not. */
export function bandOf(days: number, { fresh, stale }: Pick<Proven, 'fresh' | 'stale'>): Band {
  if (days < 0 || days > stale) return 'old'
  return days > fresh ? 'stale' : 'fresh'
}

/** How many schools each band has, and how many were proven today. */
export function countBands(said: Proven): Record<Band | 'today', number> {
  const out = { fresh: 0, stale: 0, old: 0, today: 0 }
  for (const school of said.items) {
    out[bandOf(school.days, said)]++
    if (school.days === 0) out.today++
  }
  return out
}

export const bandColour: Record<Band, string> = { fresh: '#3ddc97', stale: '#ffe04d', old: '#ff5c5e' }

const font = "12px -apple-system, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
const edge = new Stroke({ color: '#0a131d', width: 1 })
const dots = Object.fromEntries(
  Object.entries(bandColour).map(([band, color]) => [band, new CircleStyle({ declutterMode: 'none', radius: 4.5, fill: new Fill({ color }), stroke: edge })]),
) as Record<Band, CircleStyle>
const text = new Text({ font, offsetY: 14, fill: new Fill({ color: '#e4edf5' }), stroke: new Stroke({ color: '#0a131d', width: 3 }) })
const namesBelow = 25

function look(feature: FeatureLike, resolution: number): Style {
  const image = dots[feature.get('band') as Band]
  if (resolution > namesBelow) return new Style({ image })
  const days = feature.get('days') as number
  text.setText(`${String(feature.get('name'))} ${days < 0 ? t('desk.map.testsNever') : t('desk.map.testsDays', { n: days })}`)
  return new Style({ image, text })
}

export function provenLayer(said: Proven): VectorLayer {
  const features = said.items
    .filter((s) => s.lon !== 0 || s.lat !== 0)
    .map((s) => new Feature({ geometry: new Point(fromLonLat([s.lon, s.lat])), name: s.name, days: s.days, band: bandOf(s.days, said) }))
  return new VectorLayer({ source: new VectorSource({ features }), style: look, declutter: 'tests' })
}
