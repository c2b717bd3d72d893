import { parentPort, workerData } from 'node:worker_threads'
import { accountFor } from '@vain/privacy'
import type { AccountJob } from './accountApart.ts'

// The thread of `accountApart`: one job, one answer.
const { plan, rounds, delta } = workerData as AccountJob
parentPort?.postMessage(accountFor(plan, rounds, delta))
