/** A process that takes as many places as it gets, and tells after each how many it has. */
import { openPlace } from './openPlace.ts'

const { place, limit } = JSON.parse(process.argv[2] ?? '')
const quota = await openPlace(place, 3_600_000)
for (let count = 1; (await quota.take([{ of: 'all', limit }])).kind === 'taken'; count++)
  await new Promise((resolve) => process.send?.(count, resolve))
await quota.close()
process.disconnect()
