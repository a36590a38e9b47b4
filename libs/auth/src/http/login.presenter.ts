import type { KeyDerivation } from '../application/login/prelogin.js';
import type { MfaRequired } from '../application/second-factors/mfa-login.js';
import type { Tokens } from '../application/sessions/token-issue.js';
import type { LoginResponse, PreloginResponse, TokensResponse } from './dto/login.answers.js';

export function tokensResponse(tokens: Tokens): TokensResponse {
  return {
    access_token: tokens.accessToken,
    token_type: 'bearer',
    expires_in: tokens.expiresIn,
    refresh_token: tokens.refreshToken,
    refresh_expires_in: tokens.refreshExpiresIn,
    encryption_salt: tokens.encryptionSalt,
    kdf: tokens.kdf,
    protected_user_key: tokens.protectedUserKey,
    password_change_required: tokens.passwordChangeRequired,
  };
}

export function loginResponse(result: Tokens | MfaRequired): LoginResponse {
  if (!('mfaToken' in result)) return tokensResponse(result);
  return { mfa_required: true, mfa_token: result.mfaToken, mfa_methods: result.methods };
}

export function preloginResponse({ kdf, encryptionSalt }: KeyDerivation): PreloginResponse {
  return { kdf, encryption_salt: encryptionSalt };
}
