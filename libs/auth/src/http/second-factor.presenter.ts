import type { TotpBegun } from '../application/second-factors/totp-enrolment.js';
import type { TotpBegunResponse } from './dto/second-factor.answers.js';

export function totpBegunResponse({ secret, otpauthUrl, qrPng }: TotpBegun): TotpBegunResponse {
  return { secret, otpauth_url: otpauthUrl, qr_png: qrPng };
}
