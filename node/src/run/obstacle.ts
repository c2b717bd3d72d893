import type { Fault } from '@vain/protocol'

/** Why a step cannot be taken now. */
export type Obstacle = {
  readonly kind: 'obstacle'
  /** `later`: it may pass by waiting. `never`: nothing more is said in this round. */
  readonly hope: 'later' | 'never'
  /** Its operator would have to agree to what the run is: it is the same in every round. */
  readonly isDissent?: true
  /** At most 128 characters: aggregators are told. */
  readonly reason: string
  /** Facts for the log. */
  readonly detail?: string
}

/** An obstacle that may pass by waiting. */
export const later = (reason: string, detail?: string): Obstacle => ({
  kind: 'obstacle',
  hope: 'later',
  reason,
  ...(detail === undefined ? {} : { detail }),
})

/** An obstacle that stays for the rest of the round. */
export const never = (reason: string, detail?: string): Obstacle => ({
  ...later(reason, detail),
  hope: 'never',
})

/** An obstacle that stays until the operator decides otherwise. */
export const dissent = (reason: string, detail: string): Obstacle => ({
  ...never(reason, detail),
  isDissent: true,
})

/** What a fault in an artefact means for a step: an artefact that is missing may still come. */
export function toObstacle(fault: Fault): Obstacle {
  const sender = fault.sender === undefined ? '' : ` of operator ${fault.sender}`
  const make = fault.reason === 'missing' ? later : never
  return make(`${fault.artefact}: ${fault.reason}${sender}`, fault.detail)
}

/** Whether a result is an obstacle. */
export function isObstacle(result: object): result is Obstacle {
  return 'kind' in result && result.kind === 'obstacle'
}
