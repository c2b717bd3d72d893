/** When the rounds of a beacon are due. Times in seconds of the world's clock. */
export type BeaconSchedule = { readonly genesisTime: number; readonly periodSeconds: number }

/** Last round that is due at `timestamp`; 0 before the first. As `DrandBeacon.roundAt`. */
export function beaconRoundAt(schedule: BeaconSchedule, timestamp: number): number {
  const { genesisTime, periodSeconds } = schedule
  if (timestamp < genesisTime) return 0
  return Math.floor((timestamp - genesisTime) / periodSeconds) + 1
}

/** Second in which a round, from 1, is due. As `DrandBeacon.timeOf`. */
export function beaconTimeOf(schedule: BeaconSchedule, round: number): number {
  return schedule.genesisTime + (round - 1) * schedule.periodSeconds
}
