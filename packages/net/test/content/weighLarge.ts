/**
 * A process of its own, so that what it weighs is its own: puts 128 MiB and reads them again, and
 * says how many bytes of buffers were held at most meanwhile. Wants `--expose-gc`.
 */
import { createHash, randomFillSync } from 'node:crypto'
import { endAll, startPeer } from '../support.ts'

const sizeBytes = 2 ** 27 - 1_000
const collectGarbage = globalThis.gc
if (collectGarbage === undefined) throw new Error('start it with --expose-gc')

function heldBytes(): number {
  collectGarbage?.()
  return process.memoryUsage().arrayBuffers
}

const { network } = await startPeer()
const before = heldBytes()
let heldMost = 0
let pieces = 0
function look(): void {
  pieces += 1
  // Collecting garbage takes a while.
  if (pieces % 16 === 0) heldMost = Math.max(heldMost, heldBytes() - before)
}

const put = createHash('sha256')
// Its pieces are not those of the leaves.
async function* source(): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < sizeBytes; at += 1_000_000) {
    const piece = randomFillSync(new Uint8Array(Math.min(1_000_000, sizeBytes - at)))
    put.update(piece)
    look()
    yield piece
  }
}
const cid = await network.content.put(source())

const read = createHash('sha256')
const file = await network.content.open(cid, { maxBytes: sizeBytes, timeoutMs: 300_000 })
for await (const piece of file.read()) {
  read.update(piece)
  look()
}

await endAll()
const same = read.digest('hex') === put.digest('hex')
process.stdout.write(JSON.stringify({ sizeBytes: file.sizeBytes, same, heldMost }), () =>
  process.exit(),
)
