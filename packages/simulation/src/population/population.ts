import { drawLogNormal, drawSome, drawsFor } from '../clock/random.ts'
import type { Scenario } from '../scenario/scenario.ts'

/** What a member's machine and line can do, the same in every round. */
export type Device = {
  readonly examplesPerSecond: number
  readonly bytesPerSecond: number
  readonly latencySeconds: number
}

/** Who takes part, and what they are like. */
export type Population = {
  /** @param member - below the number of members */
  deviceOf(member: number): Device
  isMalicious(member: number): boolean
}

/** Draws the members of a scenario. */
export function createPopulation(scenario: Scenario): Population {
  const { seed, members, devices, attack } = scenario
  const indices = Array.from({ length: members }, (_, member) => member)
  const { stragglers } = devices
  const slow = new Set(
    drawSome(drawsFor(seed, 'stragglers'), indices, Math.round(members * (stragglers?.share ?? 0))),
  )
  const drawn = indices.map((member): Device => {
    const draws = drawsFor(seed, 'device', member)
    const draw = ({ median, spread }: { median: number; spread: number }): number =>
      drawLogNormal(draws, median, spread)
    const slowdown = slow.has(member) ? (stragglers?.slowdown ?? 1) : 1
    return {
      examplesPerSecond: draw(devices.examplesPerSecond) / slowdown,
      bytesPerSecond: draw(devices.bytesPerSecond),
      latencySeconds: draw(devices.latencySeconds),
    }
  })
  const count = Math.round(members * (attack?.share ?? 0))
  const malicious = new Set(drawSome(drawsFor(seed, 'malicious'), indices, count))
  return {
    deviceOf: (member) => drawn[member] as Device,
    isMalicious: (member) => malicious.has(member),
  }
}

/** Seconds that a message of so many bytes takes to or from a member. */
export function transferSeconds(device: Device, bytes: number): number {
  return device.latencySeconds + bytes / device.bytesPerSecond
}
