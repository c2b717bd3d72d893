import { fromText, type RandomSource, toHex } from '@vain/base'
import { sha256 } from '@vain/crypto'
import { createDraws, type Strategy } from '@vain/learn'
import {
  advanceModel,
  assertNoWrap,
  type Numbers,
  plainSettings,
  quantiseUpdate,
  vectorWords,
} from '@vain/protocol'
import { members } from './federation.ts'
import type { Transport } from './trials.ts'

type Sent = ReturnType<Strategy['send']>

/** What comes together in a round. */
export type Tray = {
  add(member: number, sent: Sent, examples: number): void
  /** Weighted by examples. */
  mean(): Float32Array
  /** Of what one member sent; the most. */
  bytes(): number
}

const maxWeight = 1_024

/** The way from members to their mean, for each round. */
export function createTransport(
  transport: Transport,
  width: number,
  seed: number,
): (round: number) => Tray {
  return (round) =>
    transport.kind === 'masked' ? maskedTray(transport, width, seed, round) : openTray(width)
}

/** Numbers of a sum as members make and servers read them; the masks would cancel. */
function maskedTray(
  { laneBits, clip, scaleBits }: Extract<Transport, { kind: 'masked' }>,
  width: number,
  seed: number,
  round: number,
): Tray {
  const numbers: Numbers = {
    ...{ clipMicro: Math.round(clip * 1e6), scaleBits, maxWeight, laneBits },
    rotate: laneBits === 16,
  }
  const sized = { ...plainSettings, parameters: width, numbers }
  assertNoWrap(sized, members, 0)
  const openHead = toHex(sha256(fromText(`compression/${seed}/${round}`)))
  const sum = new Int32Array(width + 1)
  let survivors = 0
  return {
    add(member, { update }, examples) {
      const random = bytesOf(`compression/round/${seed}/${round}/${member}`)
      quantiseUpdate(update, examples, sized, openHead, random).forEach((lane, j) => {
        sum[j] = (sum[j] as number) + lane
      })
      survivors++
    },
    mean: () =>
      advanceModel(new Float32Array(width), [{ group: 0, survivors, sum }], sized, {
        openHead,
        groups: 1,
        members,
      }),
    bytes: () => 4 * vectorWords(sized),
  }
}

function bytesOf(name: string): RandomSource {
  const draws = createDraws('vain/compression/1', fromText(name))
  return (length) => {
    const words = Uint32Array.from({ length: Math.ceil(length / 4) }, () => draws.word())
    return new Uint8Array(words.buffer, 0, length)
  }
}

function openTray(width: number): Tray {
  const sum = new Float64Array(width)
  let [weight, most] = [0, 0]
  return {
    add(_member, { update, message }, examples) {
      update.forEach((value, j) => {
        sum[j] = (sum[j] as number) + examples * value
      })
      weight += examples
      most = Math.max(most, message?.length ?? 4 * width)
    },
    mean: () => Float32Array.from(sum, (value) => value / weight),
    bytes: () => most,
  }
}
