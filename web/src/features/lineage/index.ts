export { LineagePage } from './components/LineagePage.tsx'
export { VersionPage } from './components/VersionPage.tsx'
