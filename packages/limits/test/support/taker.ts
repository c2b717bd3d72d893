/** A process that takes as many places as it gets: tells how many it has, and waits to be told on. */
import { once } from 'node:events'
import { openPlace } from './openPlace.ts'

const { place, limit } = JSON.parse(process.argv[2] ?? '')
const quota = await openPlace(place, 3_600_000)
for (let count = 1; (await quota.take([{ of: 'all', limit }])).kind === 'taken'; count++)
  await Promise.all([once(process, 'message'), process.send?.(count)])
await quota.close()
process.disconnect()
