import type { components } from '../../../api/schema'
import type { Hue } from '../../../ui/Tags'

export type Trip = components['schemas']['BusTripCard']
export type Vehicle = components['schemas']['BusVehicle']
export type Crew = components['schemas']['BusCrew']
export type Line = components['schemas']['BusLine']
export type Rider = components['schemas']['BusRider']

export const states = ['planned', 'checked', 'running', 'arrived', 'done', 'cancelled'] as const
export const hue: Record<Trip['state'], Hue> = { planned: 'grey', checked: 'blue', running: 'purple', arrived: 'orange', done: 'green', cancelled: 'grey' }
export const clock = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
export const minutes = (text: string) => {
  const [h = 0, m = 0] = text.split(':').map(Number)
  return h * 60 + m
}
export const clearances = ['points', 'accident', 'drink', 'speed', 'record'] as const
