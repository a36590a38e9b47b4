import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { Optional } from '#access';
import { EMAIL_LIMIT, NAME_LIMIT, PASSWORD_LIMIT, TOKEN_LIMIT } from './credential.fields.js';

const PASSWORD_RULES =
  'By default 12 to 256 characters, with upper, lower, digit and special; not containing the username.';

export class LoginRequest {
  @ApiProperty({ example: 'ada', maxLength: NAME_LIMIT })
  @IsString()
  @MaxLength(NAME_LIMIT)
  username!: string;

  @ApiPropertyOptional({
    type: String,
    description: 'This or login_secret, as the account was made.',
    example: 'Violet-Kettle-42-Harbor',
    maxLength: PASSWORD_LIMIT,
    writeOnly: true,
  })
  @Optional()
  @IsString()
  @MaxLength(PASSWORD_LIMIT)
  password?: string;

  @ApiPropertyOptional({
    type: String,
    description: 'What the client derives from a password that the server never sees: base64url of 32 bytes.',
    maxLength: PASSWORD_LIMIT,
    writeOnly: true,
  })
  @Optional()
  @IsString()
  @MaxLength(PASSWORD_LIMIT)
  login_secret?: string;
}

export class RefreshRequest {
  @ApiProperty({
    description: 'The one that you were given last. It is used up.',
    example: 'the refresh_token of your login',
    maxLength: TOKEN_LIMIT,
  })
  @IsString()
  @MaxLength(TOKEN_LIMIT)
  refresh_token!: string;
}

export class LogoutRequest {
  @ApiPropertyOptional({
    type: String,
    description: 'Instead of an access token: ends the session that it belongs to.',
    maxLength: TOKEN_LIMIT,
  })
  @Optional()
  @IsString()
  @MaxLength(TOKEN_LIMIT)
  refresh_token?: string;
}

export class SetupRequestBody {
  @ApiProperty({
    description: 'SETUP_TOKEN, or what the line `Setup token: ...` at the start says.',
    example: 'what the line "Setup token: ..." says',
    maxLength: TOKEN_LIMIT,
    writeOnly: true,
  })
  @IsString()
  @MaxLength(TOKEN_LIMIT)
  token!: string;

  @ApiProperty({ description: 'Lower-cased first; then `^[a-z0-9_]{3,30}$`.', example: 'ada', maxLength: 64 })
  @IsString()
  @MaxLength(64)
  username!: string;

  @ApiProperty({ example: 'ada@example.org', maxLength: EMAIL_LIMIT })
  @IsString()
  @MaxLength(EMAIL_LIMIT)
  email!: string;

  @ApiProperty({
    description: PASSWORD_RULES,
    example: 'Violet-Kettle-42-Harbor',
    maxLength: PASSWORD_LIMIT,
    writeOnly: true,
  })
  @IsString()
  @MaxLength(PASSWORD_LIMIT)
  password!: string;
}
