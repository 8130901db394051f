// The look of the canvas: quiet, so that only alarms stand out.
import type { FeatureLike } from 'ol/Feature.js'
import CircleStyle from 'ol/style/Circle.js'
import Fill from 'ol/style/Fill.js'
import Stroke from 'ol/style/Stroke.js'
import Style from 'ol/style/Style.js'
import Text from 'ol/style/Text.js'

const font = "-apple-system, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"

const outline = (mine: boolean) =>
  new Style({
    fill: new Fill({ color: mine ? '#132435' : '#0d1822' }),
    stroke: new Stroke({ color: mine ? '#3d6488' : '#22384c', width: mine ? 1.5 : 1 }),
  })
const inside = outline(true)
const outside = outline(false)

/** Counties of the desk's own area are lighter than their neighbours. */
export function countyLook(feature: FeatureLike): Style {
  return feature.get('mine') ? inside : outside
}

const countyText = new Text({ font: `600 16px ${font}`, fill: new Fill({ color: '#b4c6d6' }), stroke: new Stroke({ color: '#0a131d', width: 3 }), overflow: true })
const countyName = new Style({ text: countyText })

export function countyNameLook(feature: FeatureLike): Style {
  countyText.setText(String(feature.get('name') ?? ''))
  return countyName
}

const dot = new CircleStyle({ declutterMode: 'none', radius: 2, fill: new Fill({ color: '#6f8ba5' }) })
const bigDot = new CircleStyle({ declutterMode: 'none', radius: 3.5, fill: new Fill({ color: '#8fb0cf' }) })
const farSchool = new Style({ image: dot })
const nearText = new Text({ font: `12px ${font}`, offsetY: 12, fill: new Fill({ color: '#9fb3c6' }), stroke: new Stroke({ color: '#0a131d', width: 3 }) })
const nearSchool = new Style({ image: bigDot, text: nearText })

/** Metres per pixel below which schools get their names. */
const namesBelow = 25

export function schoolLook(feature: FeatureLike, resolution: number): Style {
  if (resolution > namesBelow) return farSchool
  nearText.setText(String(feature.get('name') ?? ''))
  return nearSchool
}
