export { contextsOf } from './contextsOf.ts'
export {
  committeeObstacle,
  createMaterials,
  groupObstacle,
  type Materials,
  maskObstacle,
  type RunMaterials,
  wrapObstacle,
} from './createMaterials.ts'
export { createTables, type Dealings, type Tables } from './createTables.ts'

export { dissent, isObstacle, later, never, type Obstacle, toObstacle } from './obstacle.ts'
export { type ChainView, leads, type Scene, sceneOf } from './scene.ts'
export { whileStill } from './whileStill.ts'
