export { RoundPage as default } from '../../../features/runs/index.ts'
