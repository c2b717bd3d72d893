export { createSnapshots, type Snapshots } from './createSnapshots.ts'
