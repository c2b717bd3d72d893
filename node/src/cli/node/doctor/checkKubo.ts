import { VainError } from '@vain/base'
import { openOwnKubo } from '@vain/operator'
import { type Finding, failure, good, note } from './findings.ts'

/**
 * Whether the Kubo node answers that is to pin artefacts, if there is to be one, and lets us: its
 * version it tells anybody who has some secret of it.
 */
export async function checkKubo(options: Parameters<typeof openOwnKubo>[0]): Promise<Finding[]> {
  try {
    const kubo = await openOwnKubo(options, 5_000)
    if (kubo === undefined) return []
    const version = await kubo.version()
    if (version === '') return [note('Kubo', 'something else answers there', wayOut)]
    const { size } = await kubo.pins()
    return [good('Kubo', `${version}, ${size} pins`)]
  } catch (error) {
    const isRefused =
      error instanceof VainError && 'status' in error.context && error.context.status === 403
    return [failure('note', 'Kubo', error, isRefused ? secretWayOut : wayOut)]
  }
}

const wayOut = 'Start it, and let its RPC listen where kuboUrl says; never to everyone.'
const secretWayOut =
  'Name in kuboSecretFile a secret of its API.Authorizations that allows /api/v0/block/put and /api/v0/pin.'
