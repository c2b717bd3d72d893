import { Secret, toHex } from '@vain/base'
import { encodeCall, peerDigest, type Registration, type Rpc } from '@vain/chain'
import { keccak256, secp256k1PublicKey, signDigest } from '@vain/crypto'
import { type Hex, type RunSpec, roles } from '@vain/protocol'
import type { TestChain } from '@vain/testkit'
import { validatorOf } from './offend.ts'

/** Calls to the chain that are under way together. */
const atOnce = 50
const gas = '0x1e8480'

/** Registers so many trainers, each with an account and a peer key of its own. */
export async function registerTrainers({ rpc, deployment }: TestChain, count: number) {
  await rpc.request('anvil_autoImpersonateAccount', [true])
  const register = async (n: number): Promise<void> => {
    const peer = new Secret(keccak256(Uint8Array.of(n >> 8, n & 255)))
    const from = toHex(keccak256(secp256k1PublicKey(peer)).subarray(12))
    const { chainId, keyBook } = deployment
    const registration: Registration = {
      peerKey: secp256k1PublicKey(peer),
      peerProof: signDigest(peer, peerDigest(chainId, keyBook, from)),
      roles: roles.trainer,
      blsKey: new Uint8Array(),
      blsProof: new Uint8Array(),
      endpoints: [],
    }
    await rpc.request('anvil_setBalance', [from, '0xde0b6b3a7640000'])
    await send(rpc, from, keyBook, encodeCall('keyBook', 'register', [registration]))
  }
  for (let n = 0; n < count; n += atOnce)
    await Promise.all(
      Array.from({ length: Math.min(atOnce, count - n) }, (_, i) => register(n + i)),
    )
}

const hashOf = (n: number): Hex => toHex(new Uint8Array(32).fill(n))

const spec: RunSpec = {
  configHash: hashOf(1),
  trainProgramHash: hashOf(2),
  evaluateProgramHash: hashOf(3),
  dataPolicyHash: hashOf(4),
  genesisModelRoot: hashOf(5),
  params: {
    ...{ minMembers: 2, corruptionBps: 1_000, turnSeconds: 10, phaseTurns: 2, trainSeconds: 30 },
    ...{ disputeSeconds: 10, finalityBlocks: 2, maxEpochAge: 65_535, lastRound: 1_000_000 },
  },
}

/** Creates run 1, led by account 1, and opens so many rounds of it, all but the last aborted. */
export async function openRounds(chain: TestChain, count: number): Promise<void> {
  const { rpc, accounts, deployment, writers } = chain
  const leader = validatorOf(chain, 1)
  await writers[1]?.bond(10n ** 18n)
  await writers[1]?.register({ ...leader, roles: roles.validator | roles.aggregator })
  await chain.pass(200)
  await writers[0]?.snapshot()
  await writers[0]?.createRun(spec, 'bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi')
  const from = accounts[1]?.address ?? '0x'
  const step = (name: 'open' | 'abort', ...args: readonly number[]): Promise<unknown> =>
    send(rpc, from, deployment.ledger, encodeCall('ledger', name, [1, ...args]))
  await rpc.request('evm_setAutomine', [false])
  await step('open')
  await rpc.request('evm_mine')
  for (let round = 1; round < count; round++) {
    await rpc.request('evm_increaseTime', [600])
    await step('abort', round)
    await step('open')
    await rpc.request('evm_mine')
  }
  await rpc.request('evm_setAutomine', [true])
}

/** The development chain signs for its own accounts, and for all once it is told to. */
function send(rpc: Rpc, from: Hex, to: Hex, data: Hex): Promise<unknown> {
  return rpc.request('eth_sendTransaction', [{ from, to, data, gas }])
}
