export { RunPage as default } from '../../../features/runs/index.ts'
