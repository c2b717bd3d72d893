export { createTables, type Dealt, type Tables } from './createTables.ts'
export { type RunScene, roundSceneOf, runSceneOf, type Scene } from './scene.ts'
