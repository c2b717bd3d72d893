import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useConfig } from 'wagmi'
import type { ChainClient } from '../ethereum/index.ts'

/** Blocks are a second or more apart. */
const pollMs = 4_000

/**
 * What contracts say as of the newest block, read again while it is looked at.
 *
 * @param key - names what is read, with all that it depends on
 * @param read - undefined: nothing to ask yet
 */
export function useChainQuery<Value>(
  key: readonly string[],
  read: ((client: ChainClient) => Promise<Value>) | undefined,
): UseQueryResult<Value, Error> {
  const config = useConfig()
  return useQuery({
    queryKey: ['chain', ...key],
    queryFn: () => inWords(() => (read as NonNullable<typeof read>)(config.getClient())),
    enabled: read !== undefined,
    refetchInterval: pollMs,
    retry: false,
  })
}

/** Whatever fails says why in a sentence. */
async function inWords<Value>(ask: () => Promise<Value>): Promise<Value> {
  try {
    return await ask()
  } catch (cause) {
    const { explainFailure } = await import('../transactions/failures/explainFailure.ts')
    throw new Error((await explainFailure(cause)).message, { cause })
  }
}
