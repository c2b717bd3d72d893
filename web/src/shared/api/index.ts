export { ApiProvider } from './ApiProvider.tsx'
export { fetchJson, postJson } from './fetchJson.ts'
export { useApi, useApiAt } from './useApi.ts'
export { type Pages, usePages } from './usePages.ts'
