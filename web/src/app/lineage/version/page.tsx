export { VersionPage as default } from '../../../features/lineage/index.ts'
