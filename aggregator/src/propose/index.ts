export { propose } from './propose.ts'
