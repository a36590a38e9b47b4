import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Site } from '../support/processes/pairs.js';

/** Operations of the document that cannot be tried with their examples alone, and the order of each kind. */

/** These are about the administrator of the README. */
export const THE_README = new Set(['setupSetUp', 'authLogin', 'registrationPrelogin', 'passwordRecoveryForgot']);
/** These are tried with an invalid token, since a document cannot know a valid one. */
export const TAKES_A_TOKEN = [
  'setupSetUp',
  'authRefresh',
  'authRefreshAlias',
  'mfaVerify',
  'mfaSend',
  'passwordRecoveryReset',
  'invitationAccept',
  'emailChangeConfirm',
  'unwrapUnwrap',
  'exchangeExchange',
  'vaultLoginApprole',
  'vaultLoginApproleByPut',
  'vaultLoginJwt',
  'vaultLoginJwtAlias',
  'vaultLoginJwtByPut',
  'vaultLoginJwtByPutAlias',
];
/** These are refused for every token, as the document says. */
export const ALWAYS_REFUSED = ['tokenRenewSelf', 'tokenRenewSelfByPut'];
/** Each ends a session. */
export const REVOKES = ['tokenRevokeSelf', 'tokenRevokeSelfByPut'];
/** These are about a share, whose token and id the document cannot know. They are tried in this order. */
export const SHARES = ['secretSharesShare', 'unwrapUnwrap', 'secretSharesList', 'secretSharesEnd'] as const;
/** These need a mailed code or a code of an app, which the document cannot know. They are tried in this order. */
export const VERIFIES = ['emailSend', 'emailVerify'];
/** These need an account that has not joined yet. They are tried in this order. */
export const INVITES = ['userInvitationSend', 'userInvitationWithdraw'];
/** These are about a key of the service account. They are tried in this order, with the id of the key. */
export const KEYS = ['apiKeysCreate', 'apiKeysList', 'apiKeysRotate', 'apiKeysEnd'];
/** These are about a binding of the service account. They are tried in this order, with the id of the binding. */
export const BINDINGS = ['bindingsCreate', 'bindingsList', 'bindingsGet', 'bindingsReplace', 'bindingsEnd'];
export const ENROLS = [
  'secondFactorsBeginTotp',
  'secondFactorsConfirmTotp',
  'secondFactorsBeginEmail',
  'secondFactorsConfirmEmail',
  'secondFactorsRenewRecoveryCodes',
];
/** These are tried in this order, with the entry ids and revisions that the document cannot know. */
export const REKEYS = [
  'rekeysBegin',
  'rekeysStage',
  'rekeysPublish',
  'generationsRestore',
  'rekeysAbandon',
  'entriesDelete',
];
/** These are about one secret of the API for clients of Vault. They are tried in this order. */
export const VAULT_KV = [
  ...['kvDataWrite', 'kvVersionsDelete', 'kvVersionsUndelete', 'kvDataWriteByPut', 'kvDataPatch', 'kvVersionsDestroy'],
  ...['kvVersionsDestroyByPut', 'kvVersionsDeleteByPut', 'kvVersionsUndeleteByPut'],
  ...['kvMetadataReplace', 'kvMetadataReplaceByPut', 'kvMetadataMerge'],
  ...['kvDataRead', 'kvDataSubkeys', 'kvMetadataShow', 'kvMetadataListFirst', 'kvMetadataConfig'],
  ...['kvDataDelete', 'kvMetadataDelete'],
];
/** These are tried last, in this order. The last one ends the session. */
export const LAST = ['accountChangePassword', 'sessionsEnd', 'authLogout'];

/** The key of the log in the examples, as `GET /audit/keys` shows it. */
const EXAMPLE_VKEY = 'coffer.example.org/coffer/1f2e3d4c+75c1500d+AeaEK0087n+mhfLQ0KPD77/atLNXxgnFD39+bF9cf3cY';

/** Makes the server a witness of the log in the examples. */
export function witnessOfExamples(site: Site): Record<string, string> {
  const logs = join(dirname(site.env.DATA_DIR ?? ''), 'logs');
  writeFileSync(logs, EXAMPLE_VKEY);
  return { WITNESS_NAME: 'witness.example.org/coffer', WITNESS_LOGS: logs };
}
