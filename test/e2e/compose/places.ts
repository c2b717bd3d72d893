import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Service } from './composeFile.ts'

/** Where on this machine the places of containers are. */
export type Places = {
  /** Address that a service listens on: each has one of its own, as in a network of containers. */
  addressOf(name: string): string
  /** Where a path of a service's container is. */
  pathOf(service: Service, path: string): string
  /** A word of a service's command or environment, with the paths and addresses of this machine. */
  translate(service: Service, word: string): string
}

/** Where images have the repository. */
const imageRoot = '/app'

/**
 * Makes a folder for each volume and each secret.
 *
 * @param folder - that they are in
 */
export function makePlaces(services: readonly Service[], folder: string): Places {
  // Two networks at once must not meet: of 127.x.y.z, x and y are drawn from this process.
  const net = `127.${1 + (process.pid % 250)}.${1 + (Math.floor(process.pid / 250) % 250)}`
  const addresses = new Map(services.map(({ name }, i) => [name, `${net}.${i + 1}`]))
  const sourceOf = (source: string): string =>
    source.startsWith('.') ? resolve(source) : join(folder, 'volumes', source)
  const secretOf = (secret: string): string => join(folder, 'secrets', secret)

  for (const { mounts, secrets } of services) {
    for (const source of mounts.values())
      if (!source.startsWith('.')) mkdirSync(sourceOf(source), { recursive: true, mode: 0o700 })
    mkdirSync(join(folder, 'secrets'), { recursive: true })
    // As long as a token of the HTTP API.
    for (const secret of secrets.values())
      writeFileSync(secretOf(secret), secret.padEnd(43, '-'), { mode: 0o600 })
  }

  const pathOf = ({ mounts, secrets }: Service, path: string): string => {
    const places: readonly (readonly [string, string])[] = [
      ...[...secrets].map(([at, secret]) => [at, secretOf(secret)] as const),
      ...[...mounts].map(([at, source]) => [at, sourceOf(source)] as const),
      [imageRoot, process.cwd()],
    ]
    const [at, place] = places.find(([at]) => path === at || path.startsWith(`${at}/`)) ?? ['', '']
    return place + path.slice(at.length)
  }

  const addressOf = (name: string): string => {
    const address = addresses.get(name)
    if (address === undefined) throw new Error(`there is no service ${name}`)
    return address
  }

  return {
    addressOf,
    pathOf,
    translate(service, word) {
      let text = pathOf(service, word)
      for (const own of ['0.0.0.0', '127.0.0.1'])
        text = text.replaceAll(own, addressOf(service.name))
      for (const [name, address] of addresses)
        text = text
          .replaceAll(`/dns4/${name}/`, `/ip4/${address}/`)
          .replaceAll(`://${name}:`, `://${address}:`)
      return text
    },
  }
}
