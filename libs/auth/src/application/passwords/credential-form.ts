import { CofferError, type FieldError } from '#kernel';
import {
  type GivenCredential,
  type Kdf,
  keyErrors,
  type NewCredential,
  type PasswordPolicy,
  requireLoginSecret,
  type User,
} from '#users';

/** A password or a login secret, as a body holds them: exactly one of the two. */
export interface CredentialForm {
  readonly password?: string;
  readonly loginSecret?: string;
}

/** What the client derives its keys from, as far as a body says. */
export interface ClientKeysForm {
  readonly kdf?: Kdf;
  /** base64 of 16 bytes. */
  readonly encryptionSalt?: string;
  /** base64, opaque to the server. */
  readonly protectedUserKey?: string;
}

const WIRE_NAMES = {
  kdf: 'kdf',
  encryptionSalt: 'encryption_salt',
  protectedUserKey: 'protected_user_key',
} as const satisfies Record<keyof ClientKeysForm, string>;

/** The one that was given; 400 that names both fields for none and for both. `prefix`: what their names begin with. */
export function oneCredential(
  { password, loginSecret }: CredentialForm,
  prefix: '' | 'current_' | 'new_',
): GivenCredential {
  if (password !== undefined && loginSecret === undefined) return { kind: 'password', text: password };
  if (loginSecret !== undefined && password === undefined) return { kind: 'login_secret', text: loginSecret };
  const names = [`${prefix}password`, `${prefix}login_secret`];
  const message = `Send exactly one of ${names.join(' and ')}.`;
  throw refused(names.map((field) => ({ field, code: 'exactly_one', message })));
}

/** 400 unless `next` may open the account from now on: a password by the rules [R3], a login secret by its form. */
export async function requireGood(next: GivenCredential, user: User, policy: PasswordPolicy): Promise<void> {
  if (next.kind === 'password') await policy.check('new_password', next.text, user);
  else requireLoginSecret('new_login_secret', next.text);
}

/**
 * The client's keys beside a new credential. A login secret is nothing without all of them; where there is a protected
 * user key, the old password alone opens it, so that no change may leave it behind unseen. 400 names what is missing.
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
  if (errors.length > 0) throw refused(errors);
  return {
    kdf: form.kdf ?? user.kdf,
    encryptionSalt: form.encryptionSalt ?? user.encryptionSalt,
    protectedUserKey: form.protectedUserKey ?? user.protectedUserKey,
  };
}

function refused(fields: readonly FieldError[]): CofferError {
  return new CofferError('validation_failed', 'The request is not valid.', { fields });
}
