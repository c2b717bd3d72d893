export type { Defence } from './createDefence.ts'
export { openDefence } from './openDefence.ts'
