import { type Configuration, plainSettings } from '@vain/protocol'

type PrivateSettings = typeof plainSettings & Pick<Configuration, 'numbers'>

/** Settings of a run that hides single examples, or whole nodes. */
export function privateSettings(unit: 'record' | 'node'): PrivateSettings {
  const isRecord = unit === 'record'
  return {
    ...plainSettings,
    numbers: {
      clipMicro: 1_000_000,
      scaleBits: isRecord ? 16 : 12,
      maxWeight: 1,
      laneBits: 32,
      rotate: false,
    },
    privacy: {
      unit,
      noiseMultiplierMicro: 1_500_000,
      samplingRateMicro: isRecord ? 20_000 : 0,
      lotSize: isRecord ? 16 : 0,
      deltaExponent: 5,
    },
  }
}
