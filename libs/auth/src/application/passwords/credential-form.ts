import { type FieldError, invalidFields } from '#kernel';
import {
  type GivenCredential,
  type Kdf,
  keyErrors,
  type NewCredential,
  type PasswordPolicy,
  requireLoginSecret,
  type User,
} from '#users';

/** A password or a login secret, as a body has them. Exactly one must be set. */
export interface CredentialForm {
  readonly password?: string;
  readonly loginSecret?: string;
}

/** The client's key derivation, as far as a body has it. */
export interface ClientKeysForm {
  readonly kdf?: Kdf;
  /** base64 of 16 bytes. */
  readonly encryptionSalt?: string;
  /** base64, opaque to the server. */
  readonly protectedUserKey?: string;
}

type Prefix = '' | 'current_' | 'new_';

const WIRE_NAMES = {
  kdf: 'kdf',
  encryptionSalt: 'encryption_salt',
  protectedUserKey: 'protected_user_key',
} as const satisfies Record<keyof ClientKeysForm, string>;

/**
 * The credential of a form. 400, which names both fields, if none or both are set. `prefix`: of the names of the
 * fields.
 *
 * @example oneCredential({ password: text }, 'new_') // { kind: 'password', text }
 */
export function oneCredential(form: CredentialForm, prefix: Prefix): GivenCredential {
  const errors = credentialErrors(form, prefix);
  if (errors.length > 0) throw invalidFields(errors);
  return given(form);
}

/** The present credential and the next one. 400, which names the fields of both, unless each form has exactly one. */
export function bothCredentials(current: CredentialForm, next: CredentialForm): [GivenCredential, GivenCredential] {
  const errors = [...credentialErrors(current, 'current_'), ...credentialErrors(next, 'new_')];
  if (errors.length > 0) throw invalidFields(errors);
  return [given(current), given(next)];
}

function credentialErrors({ password, loginSecret }: CredentialForm, prefix: Prefix): FieldError[] {
  if ((password === undefined) !== (loginSecret === undefined)) return [];
  const names = [`${prefix}password`, `${prefix}login_secret`];
  const message = `Send exactly one of ${names.join(' and ')}.`;
  return names.map((field) => ({ field, code: 'exactly_one', message }));
}

/** Of a form without errors. */
function given({ password, loginSecret = '' }: CredentialForm): GivenCredential {
  return password === undefined ? { kind: 'login_secret', text: loginSecret } : { kind: 'password', text: password };
}

/** 400 unless `next` is acceptable: a password that follows the rules [R3], or a login secret of the right form. */
export async function requireGood(next: GivenCredential, user: User, policy: PasswordPolicy): Promise<void> {
  if (next.kind === 'password') await policy.check('new_password', next.text, user);
  else requireLoginSecret('new_login_secret', next.text);
}

/**
 * 400 unless `credential` and `keys` may be the first ones of an account: a password follows the rules [R3]; a login
 * secret comes with the key derivation, without which the client could not open later what it sealed.
 */
export async function requireFirst(
  { kind, text }: GivenCredential,
  keys: ClientKeysForm,
  context: Pick<User, 'username' | 'email'>,
  policy: PasswordPolicy,
): Promise<void> {
  const errors: FieldError[] = [...keyErrors(keys)];
  if (kind === 'password') await policy.check('password', text, context);
  else {
    requireLoginSecret('login_secret', text);
    errors.push(...missingBeside('kdf', keys.kdf), ...missingBeside('encryption_salt', keys.encryptionSalt));
  }
  if (errors.length > 0) throw invalidFields(errors);
}

function missingBeside(field: string, value: unknown): FieldError[] {
  const message = `${field} must be sent with a login_secret`;
  return value === undefined ? [{ field, code: 'required', message }] : [];
}

/**
 * The client's keys for a new credential of `kind`. 400 names what is missing. A login secret needs all of them. An
 * account with a protected user key needs that key again: only the old password opens it, so it would be lost
 * silently.
 */
export function keysBeside(kind: GivenCredential['kind'], form: ClientKeysForm, user: User): NewCredential['keys'] {
  const needed: readonly (keyof ClientKeysForm)[] =
    kind === 'login_secret'
      ? ['kdf', 'encryptionSalt', 'protectedUserKey']
      : user.protectedUserKey === null
        ? []
        : ['protectedUserKey'];
  const missing = needed
    .filter((name) => form[name] === undefined)
    .map((name) => WIRE_NAMES[name])
    .map((field) => ({ field, code: 'required', message: `${field} must change with the credential: send it too` }));
  const errors = [...missing, ...keyErrors(form)];
  if (errors.length > 0) throw invalidFields(errors);
  return mergedKeys(form, user);
}

/** What the client did not send stays as it is. */
export function mergedKeys(form: ClientKeysForm, user: User): NewCredential['keys'] {
  return {
    kdf: form.kdf ?? user.kdf,
    encryptionSalt: form.encryptionSalt ?? user.encryptionSalt,
    protectedUserKey: form.protectedUserKey ?? user.protectedUserKey,
  };
}
