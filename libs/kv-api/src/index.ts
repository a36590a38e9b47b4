export { KvApiModule } from './kv-api.module.js';
export { ServerState } from './ports/server-state.js';
