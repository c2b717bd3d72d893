import type { Attack } from './attack.ts'
import { backDoor, modelReplacement } from './backDoor.ts'
import { innerProduct, labelFlip, littleIsEnough, minMax, scaling, signFlip } from './untargeted.ts'

/** Every attack that is tried. */
export const attacks: readonly Attack[] = [
  signFlip,
  scaling,
  labelFlip,
  littleIsEnough,
  innerProduct,
  minMax,
  backDoor,
  modelReplacement,
]
