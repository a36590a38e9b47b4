import { CofferError } from '#kernel';

/** In one wording, whatever the cause: garbage, expired, used, of an account that has changed since. */
export function invalidMfaToken(): CofferError {
  return new CofferError('invalid_mfa_token', 'The MFA token is not valid: log in again.');
}

export function notEnabled(): CofferError {
  return new CofferError('mfa_not_enabled', 'Your account has no such second factor.');
}

/** Nothing was begun, or too long ago. */
export function notBegun(): CofferError {
  return new CofferError('mfa_not_enabled', 'There is nothing to confirm, or not any more: begin again.');
}

export function mandatory(): CofferError {
  return new CofferError('mfa_mandatory', 'A role of yours asks for a second factor: enable another one first.');
}

export function mailNotConfigured(): CofferError {
  return new CofferError('mail_not_configured', 'This server sends no mail: ask its operator.');
}

export function emailUnverified(): CofferError {
  return new CofferError('email_unverified', 'Verify your e-mail address first: POST /api/v1/auth/email/verify/send.');
}
