export { createRecords, type Records } from './createRecords.ts'
export {
  type KeptTraining,
  loadRecord,
  mostBatchSize,
  mostEpochs,
  saveRecord,
} from './trainingRecord.ts'
