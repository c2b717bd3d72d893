export { ApiProvider } from './ApiProvider.tsx'
export { useApi } from './useApi.ts'
export { type Pages, usePages } from './usePages.ts'
