export { createRecords, type Records } from './createRecords.ts'
export {
  loadRecord,
  mostBatchSize,
  mostEpochs,
  saveRecord,
} from './trainingRecord.ts'
