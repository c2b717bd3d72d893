import { readKuboVersion } from '@vain/net'
import { type Finding, failure, good, note } from './findings.ts'

/** Whether the Kubo node answers that is to pin artefacts, if there is to be one. */
export async function checkKubo(kuboUrl: string | undefined): Promise<Finding[]> {
  if (kuboUrl === undefined) return []
  const wayOut = 'Start it, and let its RPC listen where kuboUrl says; never to everyone.'
  try {
    const version = await readKuboVersion(kuboUrl, { timeoutMs: 5_000 })
    return version === ''
      ? [note('Kubo', 'something else answers there', wayOut)]
      : [good('Kubo', version)]
  } catch (error) {
    return [failure('note', 'Kubo', error, wayOut)]
  }
}
