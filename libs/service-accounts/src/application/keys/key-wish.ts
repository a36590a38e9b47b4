import { requireField } from '#kernel';
import { validateScope } from '#policies';
import { ALLOWED_IPS_RULE, KEY_NAME_RULE, type WishedEnd } from '../../domain/keys/key-rules.js';

/** What a request says of a new key. */
export interface KeyWish {
  readonly name: string;
  readonly end: WishedEnd;
  /** Absent: from everywhere. */
  readonly allowedIps?: readonly string[];
  /** Statements of the policy language, not validated yet. Absent: nothing narrows the roles of the account. */
  readonly scope?: unknown;
  /** How long a token opens the key, once, in place of the answer: in milliseconds. Absent: the answer shows the key. */
  readonly wrapMs?: number;
}

/** The fields of a new key that a request chooses. Throws `validation_failed`. */
export function checkedWish({ name, allowedIps, scope }: KeyWish) {
  return {
    name: requireField(KEY_NAME_RULE, name),
    allowedIps: allowedIps === undefined ? null : requireField(ALLOWED_IPS_RULE, allowedIps),
    scope: scope === undefined ? null : JSON.stringify(validateScope(scope)),
  };
}
