import type { Target } from '../target.ts'
import { artefactTargets } from './artefacts.ts'
import { chainTargets } from './chain.ts'
import { cryptoTargets } from './crypto.ts'
import { documentTargets } from './documents.ts'
import { fileTargets } from './files.ts'
import { messageTargets } from './messages.ts'
import { modelTargets } from './models.ts'
import { networkTargets } from './network.ts'
import { portalTargets } from './portal.ts'

/** Every decoder that is tried. */
export const targets: readonly Target[] = [
  ...messageTargets,
  ...artefactTargets,
  ...cryptoTargets,
  ...chainTargets,
  ...networkTargets,
  ...modelTargets,
  ...documentTargets,
  ...fileTargets,
  ...portalTargets,
]
