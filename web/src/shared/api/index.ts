export { ApiProvider } from './ApiProvider.tsx'
export { postJson } from './fetchJson.ts'
export { useApi, useApiAt } from './useApi.ts'
export { type Pages, usePages } from './usePages.ts'
