import type { Address, ChainClient, Hex } from '../../../../shared/chain/ethereum/index.ts'

/** A call that is tried. */
export type Trial = {
  readonly from?: Address
  readonly to: Address
  readonly data: Hex
  readonly valueWei?: bigint
}

/** Storage of contracts that is taken to be otherwise: slots and words. */
export type Overrides = Readonly<Record<Address, Readonly<Record<Hex, Hex>>>>

export type Log = { readonly address: Address; readonly topics: readonly Hex[]; readonly data: Hex }

/** What came of a call. */
export type Outcome = {
  readonly succeeded: boolean
  /** What it returned, or reverted with. */
  readonly data: Hex
  readonly gasUsed: bigint
  readonly logs: readonly Log[]
}

/** The node knows no `eth_simulateV1`. */
export class NoSimulation extends Error {}

/**
 * Tries calls one after the other on the newest state and throws the outcome away.
 *
 * @throws {NoSimulation} if the node cannot
 */
export async function simulate(
  client: ChainClient,
  trials: readonly Trial[],
  overrides: Overrides,
): Promise<readonly Outcome[]> {
  const calls = trials.map(({ from, to, data, valueWei = 0n }) => ({
    ...(from && { from }),
    to,
    input: data,
    value: `0x${valueWei.toString(16)}` as Hex,
  }))
  const stateOverrides = Object.fromEntries(
    Object.entries(overrides).map(([address, stateDiff]) => [address, { stateDiff }]),
  )
  const [block] = await ask(client, {
    blockStateCalls: [{ calls, stateOverrides }],
    validation: false,
  })
  return (block?.calls ?? []).map(({ status, returnData, error, gasUsed, logs = [] }) => ({
    succeeded: BigInt(status) === 1n,
    data: error?.data ?? returnData ?? '0x',
    gasUsed: BigInt(gasUsed),
    logs,
  }))
}

type Answer = readonly {
  readonly calls: readonly {
    readonly status: Hex
    readonly returnData?: Hex
    readonly error?: { readonly data?: Hex }
    readonly gasUsed: Hex
    readonly logs?: readonly Log[]
  }[]
}[]

async function ask(client: ChainClient, request: object): Promise<Answer> {
  const send = client.request as unknown as (call: {
    method: 'eth_simulateV1'
    params: readonly unknown[]
  }) => Promise<Answer>
  try {
    return await send({ method: 'eth_simulateV1', params: [request, 'latest'] })
  } catch (error) {
    if (isUnknownMethod(error))
      throw new NoSimulation('The node cannot simulate.', { cause: error })
    throw error
  }
}

/** JSON-RPC's code, or the words of nodes that use another. */
function isUnknownMethod(error: unknown): boolean {
  const { code, details = '' } = error as { code?: number; details?: string }
  return (
    code === -32_601 || /method not (?:found|supported)|not available|unknown method/i.test(details)
  )
}
