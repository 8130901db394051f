// The canvas below the alarms: county borders, their names, schools. It is drawn
// when the map moves, never because of an alarm, and asks nobody outside.
import type { FeatureCollection } from './geo'
import { isMine } from './geo'
import Feature from 'ol/Feature.js'
import Map from 'ol/Map.js'
import View from 'ol/View.js'
import { unByKey } from 'ol/Observable.js'
import { createEmpty, extend, isEmpty } from 'ol/extent.js'
import GeoJSON from 'ol/format/GeoJSON.js'
import Point from 'ol/geom/Point.js'
import { defaults } from 'ol/interaction/defaults.js'
import type BaseLayer from 'ol/layer/Base.js'
import VectorLayer from 'ol/layer/Vector.js'
import { fromLonLat } from 'ol/proj.js'
import VectorSource from 'ol/source/Vector.js'
import type { SchoolPoint } from '../wire'
import { countyLook, countyNameLook, schoolLook } from './look'

export interface Canvas {
  /** Where a position is on the screen now, in pixels; undefined before the first drawing. */
  pixel: (lon: number, lat: number) => [number, number] | undefined
  /** Calls back whenever positions on the screen have changed. */
  onMove: (tell: () => void) => () => void
  /** Moves the position into the middle, and near enough to tell schools apart. */
  show: (lon: number, lat: number) => void
  fit: () => void
  zoom: (by: number) => void
  addSchools: (schools: SchoolPoint[]) => void
  /** Lays something over the schools until the answer is called. */
  overlay: (layer: BaseLayer) => () => void
  close: () => void
}

export function draw(target: HTMLElement, borders: FeatureCollection, jurisdiction: string[]): Canvas {
  const counties = new GeoJSON().readFeatures(borders, { featureProjection: 'EPSG:3857' })
  const names: Feature[] = []
  const mine = createEmpty()
  const all = createEmpty()
  for (const county of counties) {
    const own = isMine(String(county.get('code') ?? ''), jurisdiction)
    county.set('mine', own)
    const extent = county.getGeometry()!.getExtent()
    extend(all, extent)
    if (own) extend(mine, extent)
    const centre = county.get('centre') as [number, number] | undefined
    const at = centre ? fromLonLat(centre) : [(extent[0]! + extent[2]!) / 2, (extent[1]! + extent[3]!) / 2]
    names.push(new Feature({ geometry: new Point(at), name: county.get('name') as string }))
  }
  const schools = new VectorSource()
  const view = new View({ minZoom: 5, maxZoom: 17, smoothResolutionConstraint: false })
  const map = new Map({
    target,
    view,
    controls: [],
    interactions: defaults({ altShiftDragRotate: false, pinchRotate: false }),
    layers: [
      new VectorLayer({ source: new VectorSource({ features: counties }), style: countyLook }),
      new VectorLayer({ source: schools, style: schoolLook, declutter: true }),
      new VectorLayer({ source: new VectorSource({ features: names }), style: countyNameLook, declutter: 'names' }),
    ],
  })
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  const home = isEmpty(mine) ? all : mine
  const fit = (duration: number) => {
    if (!isEmpty(home)) view.fit(home, { padding: [24, 24, 24, 24], duration })
  }
  fit(0)
  return {
    pixel: (lon, lat) => (map.getPixelFromCoordinate(fromLonLat([lon, lat])) ?? undefined) as [number, number] | undefined,
    onMove: (tell) => {
      let last = ''
      const key = map.on('postrender', () => {
        const state = `${view.getCenter()?.join()} ${view.getResolution()} ${map.getSize()?.join()}`
        if (state === last) return
        last = state
        tell()
      })
      return () => unByKey(key)
    },
    show: (lon, lat) => view.animate({ center: fromLonLat([lon, lat]), zoom: Math.max(view.getZoom() ?? 0, 11), duration: still ? 0 : 250 }),
    fit: () => fit(still ? 0 : 250),
    zoom: (by) => view.animate({ zoom: (view.getZoom() ?? 9) + by, duration: still ? 0 : 150 }),
    addSchools: (points) =>
      schools.addFeatures(
        points.filter((p) => p[2] !== 0 || p[3] !== 0).map(([, name, lon, lat]) => new Feature({ geometry: new Point(fromLonLat([lon, lat])), name })),
      ),
    overlay: (layer) => {
      map.addLayer(layer)
      return () => void map.removeLayer(layer)
    },
    close: () => {
      map.setTarget(undefined)
      map.dispose()
    },
  }
}
