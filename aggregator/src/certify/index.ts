export { createCertifyTask } from './createCertifyTask.ts'
