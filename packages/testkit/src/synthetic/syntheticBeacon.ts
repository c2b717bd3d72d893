import { fromText, Secret } from '@vain/base'
import { blsPublicKey, blsSecretKey, compressG1 } from '@vain/crypto'
import {
  type Aggregation,
  type CheckBeacon,
  checkBeaconRound,
  plainSettings,
  type RoundView,
  signBeaconRound,
} from '@vain/protocol'

let key: Secret<Uint8Array> | undefined

/** The key of all synthetic networks' beacon: everyone has it, so it hides nothing from anyone. */
function beaconKey(): Secret<Uint8Array> {
  key ??= blsSecretKey(new Secret(fromText('the beacon of synthetic networks')))
  return key
}

/** The beacon of synthetic networks. */
function syntheticBeacon(): CheckBeacon {
  const schedule = { genesisTime: 1, periodSeconds: 3, delaySeconds: 1 }
  return { publicKey: blsPublicKey(beaconKey()), ...schedule }
}

/** Settings of a run with a check by a committee of which `faults` may be anything. */
export function checkedAggregation(faults: number): Aggregation {
  const check = { check: 'sketch', committeeFaults: faults, beacon: syntheticBeacon() } as const
  return { ...plainSettings.aggregation, ...check }
}

/** The signature that draws the check of a round whose masks are fixed: 48 bytes. */
export function drawCheck({ masked }: RoundView): Uint8Array {
  const round = checkBeaconRound(syntheticBeacon(), masked?.timestamp ?? 0)
  return compressG1(signBeaconRound(beaconKey(), round))
}
