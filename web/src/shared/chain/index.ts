export { BlockNumber } from './BlockNumber.tsx'
export { ChainProvider } from './ChainProvider.tsx'
export type { Portal } from './portal.ts'
