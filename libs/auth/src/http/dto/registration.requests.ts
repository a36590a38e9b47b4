import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { Optional } from '#access';
import type { KeyDerivation } from '../../application/login/prelogin.js';
import type { RegistrationRequest } from '../../application/login/registration.js';
import { oneCredential } from '../../application/passwords/credential-form.js';
import { KdfResponse } from './account.answers.js';
import { ClientKeysBody, clientKeysOf } from './client-keys.fields.js';
import { EMAIL_LIMIT, LOGIN_SECRET_LENGTH, NAME_LIMIT, PASSWORD_LIMIT } from './credential.fields.js';

export class RegisterRequest extends ClientKeysBody {
  @ApiProperty({ description: 'Lower-cased first; then `^[a-z0-9_]{3,30}$`. Never changes.', example: 'linus' })
  @IsString()
  @MaxLength(NAME_LIMIT)
  username!: string;

  @ApiProperty({ description: 'Yours once you verify it.', example: 'linus@example.org', maxLength: EMAIL_LIMIT })
  @IsString()
  @MaxLength(EMAIL_LIMIT)
  email!: string;

  @ApiPropertyOptional({
    type: String,
    description: 'This or login_secret. By default 12 characters or more, with upper, lower, digit and special.',
    example: 'Amber-Tunnel-58-Violin',
    maxLength: PASSWORD_LIMIT,
    writeOnly: true,
  })
  @Optional()
  @IsString()
  @MaxLength(PASSWORD_LIMIT)
  password?: string;

  @ApiPropertyOptional({
    type: String,
    description:
      'base64url of 32 bytes that the client derives from a password that the server never sees. Needs kdf and encryption_salt.',
    minLength: LOGIN_SECRET_LENGTH,
    maxLength: LOGIN_SECRET_LENGTH,
    writeOnly: true,
  })
  @Optional()
  @IsString()
  @MaxLength(LOGIN_SECRET_LENGTH)
  login_secret?: string;
}

export class RegisteredResponse {
  @ApiProperty({ format: 'uuid', example: '01935b2f-5c1e-7a3b-9c4d-2f6a8e0b1c2d' })
  id!: string;

  @ApiProperty({ example: 'linus' })
  username!: string;

  @ApiProperty({ example: 'Your account is made: log in.' })
  message!: string;
}

export class PreloginRequest {
  @ApiProperty({ example: 'ada', maxLength: NAME_LIMIT })
  @IsString()
  @MaxLength(NAME_LIMIT)
  username!: string;
}

export class PreloginResponse {
  @ApiProperty({ type: KdfResponse })
  kdf!: KdfResponse;

  @ApiProperty({ description: 'base64 of 16 bytes.', example: '3q2+7wAAAAAAAAAAAAAAAA==' })
  encryption_salt!: string;
}

export function registrationOf(body: RegisterRequest): RegistrationRequest {
  const { username, email, password, login_secret: loginSecret } = body;
  return { username, email, credential: oneCredential({ password, loginSecret }, ''), ...clientKeysOf(body) };
}

export function registeredResponse({ id, username }: { id: string; username: string }): RegisteredResponse {
  return { id, username, message: 'Your account is made: log in.' };
}

export function preloginResponse({ kdf, encryptionSalt }: KeyDerivation): PreloginResponse {
  return { kdf, encryption_salt: encryptionSalt };
}
