export { OverviewPage as default } from '../features/overview/index.ts'
