export { createTables, type Tables } from './createTables.ts'
export { ringOf } from './ring.ts'
export { type RunScene, roundSceneOf, runSceneOf, type Scene } from './scene.ts'
