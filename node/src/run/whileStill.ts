import { type ChainView, type Scene, sceneOf } from './scene.ts'

/**
 * Works on a scene as long as it stands: the signal that `work` gets is aborted as soon as the
 * round moves on, so that nobody waits for an artefact that is no longer needed.
 *
 * @returns what `work` returns, or undefined if the round moved on meanwhile
 */
export async function whileStill<T>(
  chain: ChainView,
  scene: Scene,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const moved = new AbortController()
  const place = placeOf(scene)
  const look = (): void => {
    const now = sceneOf(chain.view, scene.run.run)
    if (now === undefined || placeOf(now) !== place) moved.abort()
  }
  look()
  if (moved.signal.aborted) return undefined
  const unlisten = chain.onChange(look)
  try {
    return await work(AbortSignal.any([signal, moved.signal]))
  } catch (error) {
    if (moved.signal.aborted) return undefined
    throw error
  } finally {
    unlisten()
  }
}

const placeOf = ({ run, round }: Scene): string =>
  `${run.machine.head}/${round.round}/${run.machine.cursor.state}`
