import { type Secret, VainError } from '@vain/base'

/** What a connection needs to know. */
export type RedisAddress = {
  readonly host: string
  readonly port: number
  readonly tls: boolean
  readonly username?: string
  readonly password?: string
  /** Number of the database, 0 without one. */
  readonly database: number
}

/**
 * Reads the address of a Redis: `redis://user:password@host:6379/0`, or `rediss:` for TLS. User,
 * password, port and database may be missing.
 *
 * @throws {VainError} `portal/bad-redis`, with nothing of the text, as what is wrong may be the password
 */
export function readAddress(text: Secret<string>): RedisAddress {
  return text.open((url) => {
    const parsed = URL.canParse(url) ? toAddress(new URL(url)) : undefined
    if (parsed !== undefined) return parsed
    throw new VainError('portal/bad-redis', 'the address of Redis is none', {
      wayOut: 'It has the form redis://user@host:6379/0, or rediss: for TLS.',
    })
  })
}

function toAddress(url: URL): RedisAddress | undefined {
  const { protocol, hostname, port, pathname, search, hash } = url
  const [, database = '0'] = /^\/(\d{1,5})$/.exec(pathname) ?? []
  const isPlain = pathname === '' || pathname === '/' || pathname === `/${database}`
  if (protocol !== 'redis:' && protocol !== 'rediss:') return undefined
  if (hostname === '' || !isPlain || search !== '' || hash !== '') return undefined
  const [username, password] = [decode(url.username), decode(url.password)]
  if (username === undefined || password === undefined) return undefined
  return {
    // An IPv6 address stands in brackets only in a URL.
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? 6_379 : Number(port),
    tls: protocol === 'rediss:',
    ...(username !== '' && { username }),
    ...(password !== '' && { password }),
    database: Number(database),
  }
}

/** @returns undefined for what percent signs do not fit */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
