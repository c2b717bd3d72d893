import { Deployment } from 'kubernetes-models/apps/v1/Deployment'
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet'
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import { Service } from 'kubernetes-models/v1/Service'
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import { parse } from 'yaml'

type Checked = new (content: never) => { validate(): void }

const kinds: Readonly<Record<string, Checked>> = {
  Deployment,
  NetworkPolicy,
  PodDisruptionBudget,
  Service,
  ServiceAccount,
  StatefulSet,
}

/** A manifest with what kustomize puts into selectors of sets and services, left out in its file. */
export const withLabels = (text: string) =>
  parse(text, (key, value) =>
    key === 'selector' && JSON.stringify(value) === '{}' ? { matchLabels: { a: 'b' } } : value,
  )

/** What the schema of its kind has against a manifest; undefined if it fits. */
export function problemOf(manifest: { kind: string }): string | undefined {
  const kind = kinds[manifest.kind]
  if (kind === undefined) return `${manifest.kind} is not known`
  try {
    new kind(manifest as never).validate()
    return undefined
  } catch (error) {
    return String(error)
  }
}
