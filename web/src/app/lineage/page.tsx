export { LineagePage as default } from '../../features/lineage/index.ts'
