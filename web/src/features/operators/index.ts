export { OperatorsPage } from './components/list/OperatorsPage.tsx'
export { OperatorPage } from './components/operator/OperatorPage.tsx'
export { RegisterPage } from './components/register/RegisterPage.tsx'
