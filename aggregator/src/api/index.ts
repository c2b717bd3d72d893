export { aggregatorApi, type ServedRun, servedRunsEndpoint } from './aggregatorApi.ts'
