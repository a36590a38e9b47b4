import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Matches, MaxLength } from 'class-validator';
import { Optional } from '#access';
import type { IssuedReset } from '../../application/passwords/admin-reset.js';
import type { CredentialForm } from '../../application/passwords/credential-form.js';
import type { PasswordChangeForm } from '../../application/passwords/password-change.js';
import { ClientKeysBody, clientKeysOf } from './client-keys.fields.js';
import { LOGIN_SECRET_LENGTH, NAME_LIMIT, PASSWORD_LIMIT, TOKEN_LIMIT } from './credential.fields.js';

/** A field for a password or a login secret, one of which a body has. */
function CredentialField(maxLength: number, description: string, example?: string): PropertyDecorator {
  const decorators = [
    ApiPropertyOptional({ type: String, description, example, maxLength, writeOnly: true }),
    Optional(),
    IsString(),
    MaxLength(maxLength),
  ];
  return (target, name) => {
    for (const decorate of decorators) decorate(target, name);
  };
}

const PASSWORD_RULES =
  'By default 12 to 256 characters, with upper, lower, digit and special; no common one, and not containing the username.';
const SECRET_FORM = 'base64url of 32 bytes that the client derives from a password that the server never sees';

export class ChangePasswordRequest extends ClientKeysBody {
  @CredentialField(PASSWORD_LIMIT, 'This or current_login_secret.', 'Violet-Kettle-42-Harbor')
  current_password?: string;

  @CredentialField(LOGIN_SECRET_LENGTH, 'This or current_password.')
  current_login_secret?: string;

  @CredentialField(PASSWORD_LIMIT, `This or new_login_secret. ${PASSWORD_RULES}`, 'Copper-Lantern-77-Meadow')
  new_password?: string;

  @CredentialField(
    LOGIN_SECRET_LENGTH,
    `This or new_password: ${SECRET_FORM}. Needs kdf, encryption_salt and protected_user_key.`,
  )
  new_login_secret?: string;
}

export class ForgotPasswordRequest {
  @ApiProperty({ example: 'ada', maxLength: NAME_LIMIT })
  @IsString()
  @MaxLength(NAME_LIMIT)
  username!: string;
}

export class ResetPasswordRequest {
  @ApiProperty({ description: 'As it was mailed.', example: 'the token of the mail', maxLength: TOKEN_LIMIT })
  @IsString()
  @MaxLength(TOKEN_LIMIT)
  token!: string;

  @CredentialField(
    PASSWORD_LIMIT,
    `For an account that is opened by a password. ${PASSWORD_RULES}`,
    'Copper-Lantern-77-Meadow',
  )
  new_password?: string;

  @CredentialField(LOGIN_SECRET_LENGTH, `For an account that is opened by a login secret: ${SECRET_FORM}.`)
  new_login_secret?: string;
}

export class VerifyEmailRequest {
  @ApiProperty({ description: 'The six digits that were mailed.', example: '123456', pattern: '^\\d{6}$' })
  @IsString()
  @Matches(/^\d{6}$/, { message: 'code must be six digits' })
  code!: string;
}

export class MessageResponse {
  @ApiProperty()
  message!: string;
}

export class IssuedResetResponse {
  @ApiProperty({ enum: ['mail', 'response'], description: 'Where the token went.', example: 'mail' })
  delivery!: 'mail' | 'response';

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Where no mail reaches the account: give it to its owner. Shown this once.',
    example: null,
  })
  reset_token!: string | null;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  expires_at!: string;
}

export function passwordChangeOf(body: ChangePasswordRequest): PasswordChangeForm {
  return {
    current: { password: body.current_password, loginSecret: body.current_login_secret },
    next: newCredentialOf(body),
    keys: clientKeysOf(body),
  };
}

export function newCredentialOf(body: Pick<ResetPasswordRequest, 'new_password' | 'new_login_secret'>): CredentialForm {
  return { password: body.new_password, loginSecret: body.new_login_secret };
}

export function issuedResetResponse({ token, expiresAt }: IssuedReset): IssuedResetResponse {
  return {
    delivery: token === null ? 'mail' : 'response',
    reset_token: token,
    expires_at: new Date(expiresAt).toISOString(),
  };
}
