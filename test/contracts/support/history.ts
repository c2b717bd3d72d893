import { fromHex, toHex } from '@vain/base'
import {
  type Artefact,
  abortStep,
  certificateDigest,
  certifyStep,
  fromBitmap,
  type Hex,
  maskStep,
  nextHead,
  openStep,
  overturnStep,
  proposeStep,
  roundStates,
  type Venue,
} from '@vain/protocol'
import type { Contract } from 'ethers'
import { ethers } from './chain.ts'
import type { Courts, Inputs } from './inputs.ts'
import { runNumber } from './round.ts'

const plain = ({ root, content }: Artefact): Artefact => ({ root, content })
const lower = (text: string): Hex => toHex(fromHex(text))

/** All steps of the run after the head `since`, from the ledger's events. */
async function stepsSince({ ledger, venue }: Courts, since: string): Promise<Hex[]> {
  const logs = await (ledger as unknown as Contract).queryFilter('*')
  const steps: Hex[] = []
  let head = lower(since)
  let seen = false
  let epoch = 0
  for (const log of logs) {
    const event = ledger.interface.parseLog(log)
    if (event === null || !('head' in event.args.toObject())) continue
    const { args } = event
    const round = Number(args.round ?? 0)
    if (event.name === 'Opened') epoch = Number(args.epoch)
    if (!seen) {
      seen = args.head === since
      continue
    }
    if (event.name === 'Settled' && args.stands) continue
    const step = stepOf(event.name, args, round, { venue, head, epoch })
    steps.push(step)
    head = nextHead(head, step)
    if (head !== args.head) throw new Error(`${event.name} leads to another head`)
  }
  return steps
}

function stepOf(
  name: string,
  // biome-ignore lint/suspicious/noExplicitAny: what ethers decodes is not typed.
  args: any,
  round: number,
  at: { readonly venue: Venue; readonly head: Hex; readonly epoch: number },
): Hex {
  switch (name) {
    case 'Opened': {
      const [epoch, members, threshold] = [args.epoch, args.members, args.threshold].map(Number)
      const { membership, inbox, randao } = args
      return openStep({ round, epoch, members, threshold, membership, inbox, randao } as never)
    }
    case 'Masked': {
      const [roster, share, masks] = [args.roster, args.share, args.masks].map(plain)
      const survivors = fromHex(args.survivors)
      return maskStep({
        ...{ round, leader: lower(args.leader), survivors },
        ...({ roster, share, masks } as Record<'roster' | 'share' | 'masks', Artefact>),
      })
    }
    case 'Proposed': {
      const [reveals, sum, model] = [args.reveals, args.sum, args.model].map(plain)
      return proposeStep({
        ...{ round, leader: lower(args.leader) },
        ...({ reveals, sum, model } as Record<'reveals' | 'sum' | 'model', Artefact>),
      })
    }
    case 'Certified': {
      const { venue, head, epoch } = at
      const evaluation = plain(args.evaluation)
      const digest = certificateDigest(venue, { run: runNumber, round, epoch, head, evaluation })
      const nonSigners = fromBitmap(fromHex(args.nonSigners))
      return certifyStep({ round, digest, nonSigners, randao: args.randao })
    }
    case 'Aborted':
      return abortStep(round, roundStates[Number(args.state)] ?? 'idle', args.randao)
    case 'Settled':
      return overturnStep(round)
    default:
      throw new Error(`no step for ${name}`)
  }
}

/** Head after the step that fixed the inputs. */
function headAfter({ round, step }: Inputs): Hex {
  const { before, leader, survivors, ...artefacts } = step
  const fixed = { ...artefacts, round, leader: lower(leader), survivors: fromHex(survivors) }
  return nextHead(lower(before), maskStep(fixed))
}

/** The steps since the inputs were fixed. */
export const laterOf = (courts: Courts, inputs: Inputs): Promise<Hex[]> =>
  stepsSince(courts, headAfter(inputs))

/** Randao of the step that aborted the last round. */
export async function randaoOf({ ledger }: Courts): Promise<string> {
  const logs = await (ledger as unknown as Contract).queryFilter('Aborted')
  const last = logs.at(-1)
  return last === undefined ? ethers.ZeroHash : ledger.interface.parseLog(last)?.args.randao
}
