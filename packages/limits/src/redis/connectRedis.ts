import { createClient, ErrorReply, ReconnectStrategyError } from '@redis/client'
import { type Log, type Meter, type Secret, VainError } from '@vain/base'
import { readAddress } from './readAddress.ts'
import { redisMetrics } from './redisMetrics.ts'

/** A Redis that several processes share. */
export type Redis = {
  /**
   * Runs a script of Redis, which nothing else runs beside.
   *
   * @returns the whole numbers that it returns
   * @throws {VainError} `portal/redis-away`
   */
  run(
    script: string,
    keys: readonly string[],
    values: readonly string[],
  ): Promise<readonly number[]>
  /** Whether it did not answer when it was last asked. */
  isAway(): boolean
  close(): void
}

export type RedisOptions = {
  /** As {@link readAddress} reads it. */
  readonly address: Secret<string>
  /** In place of one in the address. */
  readonly password?: Secret<string> | undefined
  /**
   * Longest that an answer is waited for, milliseconds; 500 by default. A visitor's request waits as
   * long. After silence of six times as much the connection is given up.
   */
  readonly patienceMs?: number
}

/** Longest pause before the next try to connect, milliseconds. */
const maxPauseMs = 2_000

/**
 * Connects to Redis, version 6 or later. A connection that is lost is made again.
 *
 * @returns once it answers, or is known to be away: then it is connected as soon as it is back
 * @throws {VainError} `portal/bad-redis`, `portal/redis-refused`
 */
export async function connectRedis(
  { log, meter }: { readonly log: Log; readonly meter: Meter },
  options: RedisOptions,
): Promise<Redis> {
  const { patienceMs = 500 } = options
  const { up, failures } = meter.open(redisMetrics)
  const client = createClientOf(
    { ...options, patienceMs },
    (error) => isStarting && isRefusal(error),
  )
  let isStarting = true
  let isAway = false

  function tell(error?: unknown): void {
    const wasAway = isAway
    isAway = error !== undefined
    up.set({}, isAway ? 0 : 1)
    if (isAway && !wasAway) log.warn('Redis is away', { detail: detailOf(error) })
    if (!isAway && wasAway) log.info('Redis answers again')
  }

  up.set({}, 0)
  for (const answer of ['ready', 'ping-interval']) client.on(answer, () => tell())
  client.on('error', (error) => {
    if (!(isStarting && isRefusal(error))) tell(error)
  })
  await firstAnswer(client)
  isStarting = false
  return {
    isAway: () => isAway,
    close: () => client.destroy(),
    async run(script, keys, values) {
      try {
        const asked = client.eval(script, { keys: [...keys], arguments: [...values] })
        const answer = toNumbers(await within(patienceMs, asked))
        tell()
        return answer
      } catch (error) {
        failures.add({})
        tell(error)
        throw new VainError('portal/redis-away', 'Redis does not answer', {
          detail: detailOf(error),
        })
      }
    },
  }
}

type Client = ReturnType<typeof createClientOf>

/** @param isFinal - whether no other try is made after a failure */
function createClientOf(
  { address, password, patienceMs }: RedisOptions & { readonly patienceMs: number },
  isFinal: (error: unknown) => boolean,
): ReturnType<typeof createClient> {
  const { host, port, tls, ...login } = readAddress(address)
  const socket = {
    ...{ host, port, connectTimeout: 6 * patienceMs, socketTimeout: 6 * patienceMs },
    reconnectStrategy: (tries: number, error: Error): number | Error =>
      isFinal(error) ? error : Math.min(50 * 2 ** tries, maxPauseMs),
  }
  return createClient({
    ...login,
    ...password?.open((text) => ({ password: text })),
    disableOfflineQueue: true,
    // Both would ask for rights that counting does not need.
    ...{ disableClientInfo: true, maintNotifications: 'disabled' },
    pingInterval: 2 * patienceMs,
    socket: tls ? { ...socket, tls } : socket,
  })
}

/** @throws {VainError} `portal/redis-refused` */
function firstAnswer(client: Client): Promise<void> {
  return new Promise((resolve, reject) => {
    client.on('error', (error) => {
      if (!isRefusal(error)) resolve()
    })
    client.connect().then(
      () => resolve(),
      (error) =>
        reject(
          new VainError('portal/redis-refused', 'Redis refuses this portal', {
            detail: detailOf(error),
            wayOut: 'Mend the name, the password or the rights of the user.',
          }),
        ),
    )
  })
}

/** Whether the server itself said no, and would do so again: not while it loads its data or has no room. */
const isRefusal = (error: unknown): boolean =>
  error instanceof ErrorReply && !/^(LOADING|BUSY|MASTERDOWN|ERR max number)/.test(error.message)

/** Redis's own words and no more. */
function detailOf(error: unknown): string {
  const { originalError = error } = error instanceof ReconnectStrategyError ? error : {}
  const { message, code } = Object(originalError) as { message?: unknown; code?: unknown }
  return String(message || code || 'no answer').slice(0, 200)
}

/** @throws {TypeError} for what no script of ours returns */
function toNumbers(reply: unknown): readonly number[] {
  if (Array.isArray(reply) && reply.every((item) => Number.isSafeInteger(item))) return reply
  throw new TypeError('an answer of Redis is not of whole numbers')
}

async function within<T>(ms: number, asked: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms)
  try {
    return await Promise.race([asked, late])
  } finally {
    clearTimeout(timer)
  }
}
