export { RunsPage as default } from '../../features/runs/index.ts'
