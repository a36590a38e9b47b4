import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ALL_PERMISSIONS } from '#kernel';
import type { OwnAccountView } from '../../application/passwords/own-account.js';
import type { Tokens } from '../../application/sessions/token-issue.js';

const ID = '01935b2f-5c1e-7a3b-9c4d-2f6a8e0b1c2d';
const TIME = '2026-11-22T09:30:00.000Z';

export class KdfResponse {
  @ApiProperty({ enum: ['argon2id', 'pbkdf2-sha256'], example: 'argon2id' })
  algorithm!: 'argon2id' | 'pbkdf2-sha256';

  @ApiPropertyOptional({ type: 'integer', example: 65_536 })
  memory_kib?: number;

  @ApiProperty({ type: 'integer', example: 3 })
  iterations!: number;

  @ApiPropertyOptional({ type: 'integer', example: 1 })
  parallelism?: number;
}

export class TokensResponse {
  @ApiProperty({ description: 'Send it as `Authorization: Bearer <token>`.' })
  access_token!: string;

  @ApiProperty({ enum: ['bearer'], example: 'bearer' })
  token_type!: 'bearer';

  @ApiProperty({ type: 'integer', description: 'Seconds that the access token holds.', example: 900 })
  expires_in!: number;

  @ApiProperty({ description: 'For one refresh. Using it twice ends the session.' })
  refresh_token!: string;

  @ApiProperty({ type: 'integer', description: 'Seconds that the refresh token holds.', example: 604_800 })
  refresh_expires_in!: number;

  @ApiProperty({ description: "base64: for the client's own key derivation.", example: '3q2+7wAAAAAAAAAAAAAAAA==' })
  encryption_salt!: string;

  @ApiProperty({ type: KdfResponse })
  kdf!: KdfResponse;

  @ApiProperty({ type: String, nullable: true, description: 'Made by the client, if it made one.', example: null })
  protected_user_key!: string | null;

  @ApiProperty({ description: 'The session can change the password, and nothing else before that.', example: false })
  password_change_required!: boolean;
}

export class MeResponse {
  @ApiProperty({ format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({ example: 'ada' })
  username!: string;

  @ApiProperty({ type: String, nullable: true, example: 'ada@example.org' })
  email!: string | null;

  @ApiProperty({ example: false })
  email_verified!: boolean;

  @ApiProperty({ type: [String], example: ['administrator'] })
  roles!: readonly string[];

  @ApiProperty({ enum: ALL_PERMISSIONS, isArray: true, description: 'What your roles allow on anything at all.' })
  permissions!: readonly string[];

  @ApiProperty({ enum: ['password', 'login_secret'], description: 'What opens the account.', example: 'password' })
  credential!: 'password' | 'login_secret';

  @ApiProperty({
    enum: ['totp', 'email', 'recovery'],
    isArray: true,
    description: 'Second factors that are in use; empty: the password alone opens the account.',
    example: [],
  })
  mfa_methods!: readonly string[];

  @ApiProperty({ example: false })
  password_change_required!: boolean;

  @ApiProperty({ format: 'uuid', example: ID })
  session_id!: string;

  @ApiProperty({ format: 'date-time', example: TIME })
  created_at!: string;
}

export class SetupResponse {
  @ApiProperty({ format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({ example: 'ada' })
  username!: string;

  @ApiProperty({ type: String, nullable: true, example: 'ada@example.org' })
  email!: string | null;

  @ApiProperty({ type: [String], example: ['administrator'] })
  roles!: readonly string[];

  @ApiProperty({ format: 'date-time', example: TIME })
  created_at!: string;
}

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

export function meResponse({ user, permissions, mfaMethods, sessionId }: OwnAccountView): MeResponse {
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    email_verified: user.emailVerified,
    roles: user.roles,
    permissions,
    credential: user.credential,
    mfa_methods: mfaMethods,
    password_change_required: user.passwordChangeRequired,
    session_id: sessionId,
    created_at: new Date(user.createdAt).toISOString(),
  };
}

export function setupResponse(user: OwnAccountView['user']): SetupResponse {
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    roles: user.roles,
    created_at: new Date(user.createdAt).toISOString(),
  };
}
