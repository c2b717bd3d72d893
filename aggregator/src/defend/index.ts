export { createDefence, type Defence } from './createDefence.ts'
export { openDefence } from './openDefence.ts'
export type { DefenceDeps, DefenceSettings } from './ports.ts'
