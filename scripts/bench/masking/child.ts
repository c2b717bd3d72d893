/** Measures one round in a process of its own, so that its peak memory is its own. */
import { compared, type Figure } from '../figure.ts'
import { memorySeconds, streamSeconds } from './limits.ts'
import { type Measured, runRound } from './round.ts'
import { labelOf, type Size } from './size.ts'

/**
 * The figures of a round, beside what the platform's own ChaCha20 takes for the same mask streams
 * and its memory for the same vectors: the protocol cannot go below that.
 */
function toFigures(size: Size, measured: Measured, peakBytes: number): Figure[] {
  const { words, clientSeconds, addSeconds, openSeconds } = measured
  const label = labelOf(size)
  const cipher = (streams: number) => ({
    name: 'ChaCha20 of node:crypto, as many streams',
    value: streamSeconds(streams, words),
  })
  const memory = {
    name: 'reading as many vectors from memory',
    value: memorySeconds(measured.survivors, words),
  }
  return [
    compared(
      { name: `masking/client-cpu/${label}`, value: clientSeconds, unit: 's' },
      cipher(measured.clientStreams),
    ),
    compared(
      { name: `masking/aggregator-cpu/${label}`, value: addSeconds + openSeconds, unit: 's' },
      cipher(measured.openStreams),
    ),
    compared({ name: `masking/aggregator-add-cpu/${label}`, value: addSeconds, unit: 's' }, memory),
    { name: `masking/client-streams/${label}`, value: measured.clientStreams, unit: 'streams' },
    { name: `masking/aggregator-streams/${label}`, value: measured.openStreams, unit: 'streams' },
    { name: `masking/upload/${label}`, value: 4 * words, unit: 'bytes' },
    { name: `masking/share-message/${label}`, value: measured.shareBytes, unit: 'bytes' },
    // All members, their keys and shares, and the aggregator, in this one process.
    { name: `masking/peak-memory/${label}`, value: peakBytes, unit: 'bytes' },
  ]
}

const size = JSON.parse(process.argv[2] as string) as Size
// Once without measuring, so that the code is compiled.
await runRound({ members: 5, parameters: 100_000, dropShare: 0, lanes: size.lanes })
const measured = await runRound(size)
const peakBytes = process.resourceUsage().maxRSS * 1024
process.stdout.write(JSON.stringify(toFigures(size, measured, peakBytes)))
