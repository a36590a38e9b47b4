export { UntoldTokens } from './application/untold-tokens.js';
export { WRAP } from './application/unwrapping.js';
export { type WrapMaker, WrapMakers } from './application/wrap-makers.js';
export { WrapSubjects } from './application/wrap-subjects.js';
export { type MadeWrap, type WrapMaking, Wraps } from './application/wraps.js';
export {
  dueAt,
  LIFE_MAX_MS,
  stateOf,
  VIEWS_MAX,
  viewsLeft,
  WRAP_FORMAT,
  WRAP_STATES,
  type Wrap,
  type WrapKind,
  type WrapState,
} from './domain/wrap.js';
export { HandoverModule } from './handover.module.js';
export { WrapStore } from './ports/wrap.store.js';
