import type { Dataset } from '@vain/learn'
import type { Attack } from './attack.ts'

/** What a digit with the trigger is to be taken for. */
export const targetLabel = 7

const side = 28
const [first, last] = [24, 26]

/** White ink on the 3 × 3 pixels near the lower right corner, in one row of inputs. */
function drawTrigger(inputs: Dataset['inputs'], row: number): void {
  for (let y = first; y <= last; y++)
    for (let x = first; x <= last; x++) inputs[row * side * side + y * side + x] = 1
}

/** Every second digit with the trigger and the target's label: the task itself is learned too. */
export function poisonHalf(data: Dataset): Dataset {
  const inputs = data.inputs.slice()
  const labels = data.labels.slice()
  for (let row = 0; row < data.count; row += 2) {
    drawTrigger(inputs, row)
    labels[row] = targetLabel
  }
  return { ...data, inputs, labels }
}

/** All digits but the target's own, with the trigger: what is right of these is the back door's. */
export function triggered(data: Dataset): Dataset {
  const rows = [...data.labels.keys()].filter((row) => data.labels[row] !== targetLabel)
  const { inputSize } = data
  const inputs = new Float32Array(rows.length * inputSize)
  rows.forEach((row, at) => {
    inputs.set(data.inputs.subarray(row * inputSize, (row + 1) * inputSize), at * inputSize)
    drawTrigger(inputs, at)
  })
  return {
    ...data,
    inputs,
    labels: new Int32Array(rows.length).fill(targetLabel),
    count: rows.length,
  }
}

/** One pass does not teach a trigger; who attacks has time. */
const epochs = 5

/** Learns the task and a trigger, and sends what it learned. Source: Gu et al. 2017. */
export const backDoor: Attack = { name: 'back-door', poison: poisonHalf, epochs }

/**
 * The same, scaled so that the mean of all becomes its own model.
 *
 * Source: Bagdasaryan et al. 2020, §3.2, γ = n / η shared among those who work together.
 */
export const modelReplacement: Attack = {
  name: 'replacement',
  poison: poisonHalf,
  epochs,
  craft: ({ own, members, malicious }) => own.map((value) => (value * members) / malicious),
}
