export { Authorizer } from './application/authorizer.js';
export { Administrators } from './application/model/administrators.js';
export { ADMINISTRATOR } from './domain/built-ins.js';
export type { NameScope } from './domain/decisions/name-scope.js';
export { type AuthorizationModel, MODEL_FORMAT, MODEL_ID } from './domain/model.js';
export { PoliciesModule } from './policies.module.js';
export { AuthorizationModelStore } from './ports/authorization-model.store.js';
export { RoleHolders } from './ports/role-holders.js';
