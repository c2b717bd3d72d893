import { componentsOf, isHost } from '../../transport/components.ts'

/**
 * The base URL of a gateway address `/ip4/1.2.3.4/tcp/8080/http`, here `http://1.2.3.4:8080`.
 * `/https` and `/tls/http` give `https`.
 *
 * @returns `undefined` for any other text; never throws
 */
export function toGatewayUrl(address: string): string | undefined {
  const [host, port, ...rest] = componentsOf(address)
  if (!isHost(host) || port?.name !== 'tcp') return undefined
  const scheme = schemes[rest.map((component) => component.name).join('/')]
  if (scheme === undefined) return undefined
  const name = host.name === 'ip6' ? `[${host.value}]` : host.value
  return `${scheme}://${name}:${port.value}`
}

const schemes: Record<string, string> = { http: 'http', https: 'https', 'tls/http': 'https' }
