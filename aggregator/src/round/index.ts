export { createTables, type Dealt, readConfiguration, type Tables } from './createTables.ts'
export { type RunScene, roundSceneOf, runSceneOf, type Scene } from './scene.ts'
