export { NotFoundPage as default } from '../shared/ui/index.ts'
