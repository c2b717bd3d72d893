import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Account, Accounted } from '@vain/privacy'

/** What `accountFor` is asked. */
export type AccountJob = {
  readonly plan: Accounted
  readonly rounds: number
  readonly delta: number
}

/**
 * What rounds cost, on a thread of its own: the distribution of losses takes up to seconds, in which
 * this one would answer nobody.
 *
 * @throws what `accountFor` throws, as a plain error
 */
export async function accountApart(job: AccountJob): Promise<Account> {
  const entry = new URL('./accountThread.ts', import.meta.url)
  const worker = new Worker(entry, { name: 'account', env: {}, workerData: job })
  const [account] = await once(worker, 'message')
  return account
}
