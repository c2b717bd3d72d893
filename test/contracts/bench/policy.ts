import { readFileSync } from 'node:fs'
import { fromHex, toHex } from '@vain/base'
import { decompressG1, decompressG2 } from '@vain/crypto'
import type { Figure } from '../../../scripts/bench/figure.ts'
import { catchUp, certifyRound, finalize, fresh as freshLineage } from '../lineage/stage.ts'
import {
  type Amounts,
  accountOf,
  alice,
  claim,
  fresh as freshRewards,
  propose,
  proposeActive,
} from '../rewards/stage.ts'
import { deployAny, gasOf } from '../support/chain.ts'
import { gas } from './gas.ts'

const file = new URL('../../vectors/crypto/drand.json', import.meta.url)

/** Gas of rewards, of the lineage beside the rounds, and of a beacon's check. */
export async function benchPolicy(): Promise<Figure[]> {
  return [...(await benchRewards()), ...(await benchLineage()), await benchBeacon()]
}

async function benchRewards(): Promise<Figure[]> {
  const stage = await freshRewards()
  const amounts = (each: bigint): Amounts =>
    new Map(Array.from({ length: 1_000 }, (_, i) => [accountOf(i + 1), each] as const))
  await proposeActive(stage, amounts(1n))
  await claim(stage, amounts(1n), alice)
  const proposed = await gasOf(propose(stage, amounts(2n)) as never)
  const again = await freshRewards()
  await proposeActive(again, amounts(1n))
  await claim(again, amounts(1n), alice)
  const first = await gasOf(claim(again, amounts(1n), accountOf(2)) as never)
  return [gas('rewards/propose/validators=3', proposed), gas('rewards/claim/accounts=1000', first)]
}

async function benchLineage(): Promise<Figure[]> {
  const stage = await freshLineage()
  const figures: Figure[] = []
  for (const version of [1, 2, 3]) {
    await certifyRound(stage)
    await finalize(stage)
    const used = await gasOf(catchUp(stage) as never)
    if (version !== 2) figures.push(gas(`lineage/catchUp/version=${version}`, used))
  }
  return figures
}

/** A round of drand's quicknet, checked in a call. */
async function benchBeacon(): Promise<Figure> {
  const { quicknet } = JSON.parse(readFileSync(file, 'utf8'))
  const key = toHex(decompressG2(fromHex(quicknet.publicKey)) as Uint8Array)
  const { genesisTime, periodSeconds, rounds } = quicknet
  const beacon = await deployAny('DrandBeacon', [key, genesisTime, periodSeconds])
  const [{ round, signature }] = rounds
  const point = toHex(decompressG1(fromHex(signature)) as Uint8Array)
  const used = await beacon.randomness?.estimateGas(round, point)
  return gas('beacon/randomness', Number(used))
}
