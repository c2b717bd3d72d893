import { VainError } from '@vain/base'
import {
  chosenState,
  type Hex,
  type PostedBlock,
  sumStages,
  survivorsState,
  termsState,
  zeroHash,
} from '@vain/protocol'
import { AbiCoder, keccak256 } from 'ethers'
import { firstBlockSince } from '../block.ts'
import { callContract } from '../callContract.ts'
import type { Deployment } from '../deployment.ts'
import type { Fields } from '../fields.ts'
import { type ContractLog, rangeEnd, readContractLogs } from '../readContractLogs.ts'
import type { Rpc } from '../rpc.ts'
import { assertCourt } from './assertCourt.ts'
import { type OpenedSumCase, readSumCase, type SumOpening } from './sumCase.ts'

const sumStatuses = ['none', 'live', 'stands', 'wrong'] as const

/** How far a challenge of a sum is, in the order of `ISumCourt.Status`. */
export type SumStatus = (typeof sumStatuses)[number]

/** What a network's `SumCourt` says now, as of the latest block. */
export type SumCourtReader = {
  /** Challenges opened in at most 2,000 blocks from `fromBlock` on: `to` says how far. */
  opened(
    fromBlock: number,
    toBlock: number,
  ): Promise<{ readonly to: number; readonly opened: readonly OpenedSumCase[] }>
  statusOf(id: Hex): Promise<SumStatus>
  /**
   * The opening that somebody has in a challenge, if it has one.
   *
   * @throws {VainError} `chain/reorganised` if its events and its state are not of one chain (yet)
   */
  openingOf(
    challenge: Pick<OpenedSumCase, 'id' | 'block'>,
    opener: Hex,
    toBlock: number,
  ): Promise<SumOpening | undefined>
  /** Seconds for each move of a challenge that is opened now. */
  moveSeconds(): Promise<number>
  /** First block not before a time, of those after the deployment's; `head` if none is. */
  firstBlockSince(timestamp: number, head: number): Promise<number>
}

/**
 * Builds the reading half of a `SumCourt`.
 *
 * @throws {VainError} `chain/no-court` if the address holds none, or one of another ledger
 */
export async function openSumCourt(
  rpc: Rpc,
  deployment: Deployment,
  address: Hex,
): Promise<SumCourtReader> {
  const court = address.toLowerCase() as Hex
  const ask = (name: string, ...args: unknown[]): Promise<Fields> =>
    callContract(rpc, 'sumCourt', court, name, args)
  await assertCourt(rpc, deployment, 'sumCourt', court, ['standingOf', zeroHash])
  return {
    async opened(from, toBlock) {
      const to = rangeEnd(from, toBlock)
      const events = ['Challenged']
      const logs = await readContractLogs(rpc, 'sumCourt', court, { events, from, to })
      const opened = logs.map(({ fields, block }) => ({
        id: fields.hex('id'),
        block,
        sumCase: readSumCase(fields.struct('case_')),
      }))
      return { to, opened }
    },
    // The contract's own type has these and no other.
    statusOf: async (id) =>
      sumStatuses[(await ask('standingOf', id)).number('status')] as SumStatus,
    async openingOf({ id, block }, opener, to) {
      const digest = (await ask('openingOf', id, opener)).hex('value')
      if (digest === zeroHash) return undefined
      const indexed = [id, `0x${opener.slice(2).padStart(64, '0')}` as Hex]
      const events = Object.keys(openings)
      const query = { events, indexed, from: block, to }
      const last = (await readContractLogs(rpc, 'sumCourt', court, query)).at(-1)
      const opening = last && openings[last.name]?.(last)
      if (opening === undefined || digestOf(opening) !== digest)
        throw new VainError('chain/reorganised', 'an opening is not in the blocks seen yet', { id })
      return opening
    },
    moveSeconds: async () => (await ask('moveSeconds')).number('value'),
    firstBlockSince: (timestamp, head) =>
      firstBlockSince(rpc, timestamp, { from: deployment.deployedAt, head }),
  }
}

/** What the court keeps of an opening. */
function digestOf({ stage, deadline, state }: SumOpening): string {
  const types = ['uint8', 'uint40', 'bytes32']
  return keccak256(AbiCoder.defaultAbiCoder().encode(types, [sumStages[stage], deadline, state]))
}

const blockOf = (fields: Fields): PostedBlock => ({
  first: fields.hex('first'),
  second: fields.hex('second'),
})

/** What the events of an opening say of it. */
const openings: Readonly<Record<string, (log: ContractLog) => SumOpening>> = {
  SurvivorsOpened({ fields }) {
    const opening = fields.struct('opening')
    const posted = { sum: blockOf(opening.struct('sum')), root: opening.hex('root') }
    return {
      stage: 'survivors',
      deadline: fields.number('deadline'),
      state: survivorsState(posted),
      blocks: fields.hexes('blocks'),
    }
  },
  SurvivorChosen({ fields }) {
    const struct = fields.struct('chosen')
    const chosen = { index: struct.number('index'), net: blockOf(struct.struct('net')) }
    return {
      stage: 'chosen',
      deadline: fields.number('deadline'),
      state: chosenState(chosen),
      chosen,
    }
  },
  TermsOpened({ fields }) {
    const terms = fields.struct('terms')
    const state = termsState({
      index: terms.number('index'),
      length: terms.number('length'),
      vectorRoot: terms.hex('vectorRoot'),
      ctx: terms.hex('ctx'),
      selfSeed: terms.hex('selfSeed'),
      masked: blockOf(terms.struct('masked')),
      self: blockOf(terms.struct('self')),
      pairs: terms.hex('pairs'),
    })
    return { stage: 'terms', deadline: fields.number('deadline'), state }
  },
}
