/** A published accuracy in per cent: mean and deviation over three trials. */
export type Published = { readonly mean: number; readonly deviation: number }

/**
 * MNIST, ten parties, small CNN, 50 rounds of 10 local passes, batches of 64, rate 0.01, momentum 0.9,
 * best of four μ for FedProx.
 *
 * Quoted from memory, not verified against the paper.
 *
 * Source: Li, Diao, Chen and He 2022, "Federated Learning on Non-IID Data Silos", table 3.
 */
const table: Readonly<Record<string, Readonly<Record<string, readonly [number, number]>>>> = {
  homogeneous: {
    FedAvg: [99.1, 0.1],
    FedProx: [99.1, 0.1],
    SCAFFOLD: [99.2, 0],
    FedNova: [99.1, 0.1],
  },
  'p_k ~ Dir(0.5)': {
    FedAvg: [98.9, 0.1],
    FedProx: [98.9, 0.1],
    SCAFFOLD: [99, 0.1],
    FedNova: [98.9, 0.1],
  },
  '#C = 2': {
    FedAvg: [97, 0.4],
    FedProx: [96.4, 0.3],
    SCAFFOLD: [95.9, 0.3],
    FedNova: [94.5, 1.5],
  },
}

/** What the paper has for a way of dealing and a strategy. */
export function published(partition: string, strategy: string): Published {
  const [mean = Number.NaN, deviation = Number.NaN] = table[partition]?.[strategy] ?? []
  return { mean, deviation }
}
