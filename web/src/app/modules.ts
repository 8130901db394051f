import type { Room } from '../ui/room'

export const modules: Room[] = []
