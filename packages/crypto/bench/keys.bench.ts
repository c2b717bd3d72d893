import { randomBytes } from 'node:crypto'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { compared, type Figure, Secret } from '@vain/base'
import {
  combineShares,
  createCombiner,
  keccak256,
  kemEncapsulate,
  kemPublicKey,
  openKemKey,
  openX25519Key,
  recoverAddress,
  signDigest,
  splitSecret,
  x25519PublicKey,
} from '../src/index.ts'
import { kem } from '../src/kem/portable.ts'
import { x25519 } from '../src/x25519/portable.ts'
import { median } from './masking.bench.ts'

const members = 100
const threshold = 67
/** CPU time of one measurement, long enough for the clock's steps not to matter. */
const sliceMicros = 50_000
const slices = 7

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length))

/** Key agreement, shares and signatures, each beside the portable or the plain way. */
export async function benchKeys(): Promise<Figure[]> {
  return [...agreements(), ...encapsulations(), ...shares(), ...signatures()]
}

function agreements(): Figure[] {
  const own = random(32)
  const peer = x25519PublicKey(new Secret(random(32)))
  const key = openX25519Key(new Secret(own))
  const portable = x25519.open(own)
  return [
    rate('keys/x25519', 'portable', {
      ours: () => key.agree(peer),
      other: () => portable(peer),
    }),
  ]
}

function encapsulations(): Figure[] {
  const seed = random(64)
  const publicKey = kemPublicKey(new Secret(seed))
  const { ciphertext } = kemEncapsulate(publicKey, random)
  const key = openKemKey(new Secret(seed))
  const portable = kem.open(seed)
  return [
    rate('keys/ml-kem-768/encapsulate', 'portable', {
      ours: () => kemEncapsulate(publicKey, random),
      other: () => kem.encapsulate(publicKey, random),
    }),
    rate('keys/ml-kem-768/decapsulate', 'portable', {
      ours: () => key.decapsulate(ciphertext),
      other: () => portable(ciphertext),
    }),
  ]
}

function shares(): Figure[] {
  const xs = Array.from({ length: members }, (_, i) => i + 1)
  const secret = new Secret(random(32))
  const dealt = splitSecret(secret, threshold, xs, random)
  const placed = dealt.map((share, i) => ({ x: i + 1, share }))
  const combiner = createCombiner(xs)
  const label = `n=${members}`
  return [
    rate(`keys/shares/combine/${label}`, 'weights each time', {
      ours: () => combiner.combine(dealt),
      other: () => combineShares(placed),
    }),
    rate(`keys/shares/deal/${label},t=${threshold}`, 't = 2', {
      ours: () => splitSecret(secret, threshold, xs, random),
      other: () => splitSecret(secret, 2, xs, random),
    }),
  ]
}

function signatures(): Figure[] {
  const digest = random(32)
  const signature = signDigest(new Secret(random(32)), digest)
  const parity = (signature[64] as number) - 27
  return [
    rate('keys/recover-address', 'noble', {
      ours: () => recoverAddress(digest, signature),
      other: () => {
        const rs = secp256k1.Signature.fromBytes(signature.subarray(0, 64), 'compact')
        keccak256(rs.addRecoveryBit(parity).recoverPublicKey(digest).toBytes(false).slice(1))
      },
    }),
  ]
}

/** Operations per second of CPU time, taken in turns, so that a noisy neighbour slows both. */
function rate(
  name: string,
  reference: string,
  { ours, other }: { ours: () => void; other: () => void },
): Figure {
  const times = [ours, other].map((run) => ({ run, count: calibrate(run), rates: [] as number[] }))
  for (let slice = 0; slice < slices; slice++)
    for (const { run, count, rates } of times) rates.push((count / cpuMicros(run, count)) * 1e6)
  const [value, beside] = times.map(({ rates }) => median(rates)) as [number, number]
  return compared({ name, value, unit: '/s' }, { name: reference, value: beside })
}

/** How often to run something for it to fill a slice; compiles it on the way. */
function calibrate(run: () => void): number {
  for (let count = 1; ; count *= 2) if (cpuMicros(run, count) > sliceMicros / 2) return 2 * count
}

function cpuMicros(run: () => void, count: number): number {
  const before = process.cpuUsage()
  for (let i = 0; i < count; i++) run()
  const { user, system } = process.cpuUsage(before)
  return user + system
}
