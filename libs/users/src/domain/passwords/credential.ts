import { invalidField } from '#kernel';
import type { CredentialKind } from '../accounts/user.js';

/** A credential that a client sent, to log in or as the account's new one. */
export interface GivenCredential {
  readonly kind: CredentialKind;
  /** A password as it was typed, or a login secret: 43 characters, base64url of 32 bytes. */
  readonly text: string;
}

const LOGIN_SECRET_BYTES = 32;
/** base64url, without padding. */
export const LOGIN_SECRET = /^[A-Za-z0-9_-]{43}$/;

/** Throws `validation_failed` unless `text` is base64url of exactly 32 bytes, without padding and spare bits [R3]. */
export function requireLoginSecret(field: string, text: string): void {
  if (LOGIN_SECRET.test(text) && Buffer.from(text, 'base64url').toString('base64url') === text) return;
  throw invalidField(
    field,
    'login_secret',
    `${field} must be base64url of ${LOGIN_SECRET_BYTES} bytes: 43 characters, without padding`,
  );
}
