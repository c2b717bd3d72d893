export { KnowledgePage as default } from '../../features/knowledge/index.ts'
