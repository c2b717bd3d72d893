import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

/** What a service waits for of another one. */
export type Condition = 'service_started' | 'service_healthy' | 'service_completed_successfully'

/** What a service of `docker-compose.yml` says of its process. */
export type Service = {
  readonly name: string
  readonly image: string
  /** Stage of the Dockerfile; undefined for images of others. */
  readonly target: string | undefined
  readonly command: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Sources, named volumes or paths from the file, by where they are in the container. */
  readonly mounts: ReadonlyMap<string, string>
  /** Names of secrets, by where their files are in the container. */
  readonly secrets: ReadonlyMap<string, string>
  readonly dependsOn: ReadonlyMap<string, Condition>
  /** Command that tells whether the service is well. */
  readonly healthcheck: readonly string[] | undefined
  /** Seconds from SIGTERM to SIGKILL. */
  readonly graceSeconds: number
}

type Entry = {
  readonly image: string
  readonly build?: { readonly target: string }
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly volumes?: readonly string[]
  readonly secrets?: readonly (string | { readonly source: string; readonly target: string })[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: Condition }>>
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly stop_grace_period: string
}

/** The services of a compose file, with their anchors and merges resolved. */
export function readServices(file: string): readonly Service[] {
  const { services } = parse(readFileSync(file, 'utf8'), { merge: true }) as {
    readonly services: Readonly<Record<string, Entry>>
  }
  return Object.entries(services).map(([name, entry]) => ({
    name,
    image: entry.image,
    target: entry.build?.target,
    command: entry.command ?? [],
    environment: entry.environment ?? {},
    mounts: new Map(
      (entry.volumes ?? []).map((volume) => {
        const [source = '', path = ''] = volume.split(':')
        return [path, source]
      }),
    ),
    secrets: new Map(
      (entry.secrets ?? []).map((secret) =>
        typeof secret === 'string'
          ? [`/run/secrets/${secret}`, secret]
          : [secret.target, secret.source],
      ),
    ),
    dependsOn: new Map(
      Object.entries(entry.depends_on ?? {}).map(([on, { condition }]) => [on, condition]),
    ),
    healthcheck: entry.healthcheck?.test.slice(1),
    graceSeconds: Number.parseInt(entry.stop_grace_period, 10),
  }))
}
