export * from './actions.js';
export * from './cache/bounded-cache.js';
export { LiveReads } from './cache/live-reads.js';
export * from './caller.js';
export * from './errors.js';
export { readAuthorities } from './files/authorities.js';
export * from './files/durable-file.js';
export { fileFailure } from './files/file-failure.js';
export { ownCommand } from './files/own-command.js';
export * from './files/private-folder.js';
export { HASH_BYTES, isLeafHash, leafHash, nodeHash, rootOfHashes } from './merkle.js';
export { canonicalAddress, withoutZone } from './network/addresses.js';
export * from './network/networks.js';
export type { Resolve } from './network/outgoing/look-ups.js';
export { OutgoingFailed } from './network/outgoing/outgoing-failed.js';
export * from './network/outgoing/outgoing-requests.js';
export * from './network/tls-codes.js';
export * from './random/ids.js';
export * from './random/random.js';
export * from './roots.js';
export { StartNotices } from './start-notices.js';
export * from './store/change-document.js';
export * from './store/documents.js';
export * from './store/engine.js';
export * from './store/expired-documents.js';
export { removeListed } from './store/listed-documents.js';
export * from './store/page-walk.js';
export { PublishingWindow, tooSlow } from './store/publishing-window.js';
export * from './store/rate-counters.js';
export * from './store/store-format.js';
export { type Room, StoreRoom } from './store/store-room.js';
export { orTakeBack } from './store/take-back.js';
export { type Tell, ToldMigration } from './store/told-migration.js';
export { upToGap } from './store/up-to-gap.js';
export * from './text/branded-text.js';
export { closeName } from './text/close-names.js';
export { isJsonObject, type JsonObject, parseExact } from './text/exact-json.js';
export {
  bytesBeyond,
  type FieldRule,
  refusalBy,
  requireField,
  type TextRule,
  textRule,
} from './text/field-rule.js';
export { isOfType, JSON_TYPES, type JsonType, missingField, unknownField, wrongType } from './text/field-words.js';
export { jsonBytes, reserveAnswer } from './text/json-size.js';
export { MODEL_NAME } from './text/model-name.js';
export * from './text/object-name.js';
export { ownCopy } from './text/own-copy.js';
export { PASSWORD_LEAST_LENGTH } from './text/password-length.js';
export * from './text/role-wish.js';
export { shownName } from './text/shown-name.js';
export { isPlain, UNWANTED } from './text/unwanted.js';
export { foldedName, USERNAME, USERNAME_FORM } from './text/username.js';
export type { SlotStates } from './threads/job-slots.js';
export { JobThreads } from './threads/job-threads.js';
export { startWorkerFile } from './threads/worker-file.js';
export * from './time/after-the-answer.js';
export * from './time/clock.js';
export * from './time/duration.js';
export { engineBound } from './time/engine-bound.js';
export * from './time/pauses.js';
export * from './time/periodic-jobs.js';
export * from './time/seen-time.js';
export * from './time/stored-times.js';
export * from './time/system-clock.js';
export * from './time/time-keeper.js';
export * from './time/timestamp.js';
export { makeOneTimeToken, readOneTimeToken } from './tokens/one-time-token.js';
export * from './tokens/opaque-token.js';
