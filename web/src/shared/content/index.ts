export { createContent } from './createContent.ts'
