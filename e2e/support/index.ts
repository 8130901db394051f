export { stage, logIn, type Actor, type Stage } from './stage'
export { shot, sizes, type Visit } from './browser'
export { inspect } from './guards'
export { password } from './city'
