import { readText } from '@vain/base'
import { z } from 'zod'
import type { OperatorHealth } from '../../api/operators/health.ts'
import { type Context, notFound } from '../context.ts'

/** Longest wait for an operator's API, milliseconds. */
const timeoutMs = 3_000
/** Longest answer, bytes. */
const maxBytes = 65_536
/** How long an answer is told again, milliseconds. */
const freshMs = 3_000

/** What a daemon says of itself, as far as it is shown. */
const answer = z.object({
  status: z.enum(['ok', 'starting', 'idle', 'paused', 'failing']),
  address: z.string().regex(/^0x[0-9a-f]{40}$/),
  connected: z.int().min(0),
  block: z.int().min(0),
  troubles: z.array(z.string().max(1_000)).max(50),
})

type Asked = { readonly url: string; readonly atMs: number; readonly health: Health | undefined }
type Health = z.infer<typeof answer>

/** Asks the APIs that this portal is told of, each once in a while, whose they are and how they fare. */
export function createHealth({
  index,
  clock,
  nodeApis,
}: Pick<Context, 'index' | 'clock' | 'nodeApis'>): (operator: number) => Promise<OperatorHealth> {
  const asked = new Map<string, Promise<Asked>>()
  /** Whose an API was when it last answered. */
  const owners = new Map<string, string>()

  async function ask(url: string): Promise<Asked> {
    const health = await fetchHealth(url)
    if (health !== undefined) owners.set(url, health.address)
    return { url, atMs: clock.now(), health }
  }

  async function askOnce(url: string): Promise<Asked> {
    const before = await asked.get(url)
    if (before !== undefined && clock.now() - before.atMs < freshMs) return before
    const again = asked.get(url)
    // Somebody else may have asked meanwhile.
    if (again !== undefined && (await again) !== before) return again
    const now = ask(url)
    asked.set(url, now)
    return now
  }

  return async (operator) => {
    const address = index.ledger.view.operators.get(operator)?.address
    if (address === undefined) throw notFound('operator')
    const all = await Promise.all(nodeApis.map(askOnce))
    const own = all.find(({ url }) => owners.get(url) === address)
    const askedAt = Math.floor((own?.atMs ?? clock.now()) / 1_000)
    if (own === undefined) return { status: 'unknown', askedAt, troubles: [] }
    const { url, health } = own
    if (health === undefined) return { status: 'away', askedAt, url, troubles: [] }
    const { status, connected, block, troubles } = health
    return { status, askedAt, url, connected, block, troubles }
  }
}

async function fetchHealth(url: string): Promise<Health | undefined> {
  try {
    const response = await fetch(`${url.replace(/\/$/, '')}/health`, {
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    })
    const text = await readText(response.body, maxBytes)
    return text === undefined ? undefined : answer.safeParse(JSON.parse(text)).data
  } catch {
    // Away, or something else: as good as away.
    return undefined
  }
}
