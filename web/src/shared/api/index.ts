export { ApiProvider } from './ApiProvider.tsx'
export { useApi, useApiAt } from './useApi.ts'
export { type Pages, usePages } from './usePages.ts'
