import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { Optional } from '#access';

/** UTF-16 units, to bound the work of making a name canonical: whatever is longer is no name. */
const NAME_LIMIT = 256;
const EMAIL_LIMIT = 254;
/** UTF-16 units, to bound the work; the password rules count code points. */
const PASSWORD_LIMIT = 1_024;
const TOKEN_LIMIT = 2_048;

const PASSWORD_RULES =
  'By default 12 to 256 characters, with upper, lower, digit and special; not containing the username.';

export class LoginRequest {
  @ApiProperty({ example: 'ada', maxLength: NAME_LIMIT })
  @IsString()
  @MaxLength(NAME_LIMIT)
  username!: string;

  @ApiProperty({ example: 'Violet-Kettle-42-Harbor', maxLength: PASSWORD_LIMIT, writeOnly: true })
  @IsString()
  @MaxLength(PASSWORD_LIMIT)
  password!: string;
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

export class ChangePasswordRequest {
  @ApiProperty({ example: 'Violet-Kettle-42-Harbor', maxLength: PASSWORD_LIMIT, writeOnly: true })
  @IsString()
  @MaxLength(PASSWORD_LIMIT)
  current_password!: string;

  @ApiProperty({
    description: PASSWORD_RULES,
    example: 'Copper-Lantern-77-Meadow',
    maxLength: PASSWORD_LIMIT,
    writeOnly: true,
  })
  @IsString()
  @MaxLength(PASSWORD_LIMIT)
  new_password!: string;
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
