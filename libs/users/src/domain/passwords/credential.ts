import { invalidField } from '#kernel';
import type { CredentialKind } from '../accounts/user.js';

/** What somebody gave to prove who they are, or chose to open their account from now on. */
export interface GivenCredential {
  readonly kind: CredentialKind;
  /** A password as it was typed, or a login secret: 43 characters, base64url of exactly 32 bytes. */
  readonly text: string;
}

const LOGIN_SECRET_BYTES = 32;
const LOGIN_SECRET = /^[A-Za-z0-9_-]{43}$/;

/** 400 unless `text` is what a client derives: base64url of exactly 32 bytes, without padding and spare bits [R3]. */
export function requireLoginSecret(field: string, text: string): void {
  if (LOGIN_SECRET.test(text) && Buffer.from(text, 'base64url').toString('base64url') === text) return;
  throw invalidField(
    field,
    'login_secret',
    `${field} must be base64url of ${LOGIN_SECRET_BYTES} bytes: 43 characters, without padding`,
  );
}
