import { CofferError } from '#kernel';

/** Does not tell the cause: forged, expired, used, or the account has changed since. */
export function invalidMfaToken(): CofferError {
  return new CofferError('invalid_mfa_token', 'The MFA token is not valid: log in again.');
}

export function notEnabled(): CofferError {
  return new CofferError('mfa_not_enabled', 'Your account has no such second factor.');
}

/** No enrolment was started, or too long ago. */
export function notBegun(): CofferError {
  return new CofferError('mfa_not_enabled', 'No enrolment waits for a code, or it has expired: start again.');
}

export function mandatory(): CofferError {
  return new CofferError('mfa_mandatory', 'One of your roles requires a second factor: enable another one first.');
}

export function mailNotConfigured(): CofferError {
  return new CofferError('mail_not_configured', 'This server sends no mail: ask its operator.');
}

export function emailUnverified(): CofferError {
  return new CofferError('email_unverified', 'Verify your e-mail address first: POST /api/v1/auth/email/verify/send.');
}
