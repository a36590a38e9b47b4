import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { Optional, PageQuery } from '#access';

const ROLE_NAME = /^[a-z0-9][a-z0-9_.-]{0,63}$/;
const ROLES_LIMIT = 64;
/** Typed names may have spaces around them and wide letters: what is stored is canonical and has 30 at most. */
const TYPED_NAME_LIMIT = 64;
const EMAIL_LIMIT = 254;
/** UTF-16 units, to bound the work; the password rules count code points. */
const PASSWORD_LIMIT = 1_024;
/** The states that a list can be asked for: a deleted user is nowhere any more. */
const LISTED_STATES = ['pending', 'active', 'disabled', 'deleting'] as const;

export class CreateUserRequest {
  @ApiProperty({
    description: 'Lower-cased first; then `^[a-z0-9_]{3,30}$`. Never changes.',
    example: 'grace',
    minLength: 3,
    maxLength: TYPED_NAME_LIMIT,
  })
  @IsString()
  @MinLength(3)
  @MaxLength(TYPED_NAME_LIMIT)
  username!: string;

  @ApiProperty({ description: 'Not verified yet.', example: 'grace@example.org', maxLength: EMAIL_LIMIT })
  @IsString()
  @MaxLength(EMAIL_LIMIT)
  email!: string;

  @ApiProperty({
    description:
      'The first password. By default 12 characters or more, with upper, lower, digit and special; no common one, and without the username.',
    example: 'Nine!Green4Lamps',
    maxLength: PASSWORD_LIMIT,
    writeOnly: true,
  })
  @IsString()
  @MaxLength(PASSWORD_LIMIT)
  password!: string;

  @ApiPropertyOptional({
    type: Boolean,
    description: 'Whether the user must choose a password of their own before anything else.',
    default: true,
  })
  @Optional()
  @IsBoolean()
  password_change_required?: boolean;

  @ApiProperty({
    type: [String],
    description: 'Names of roles. You can give what you hold yourself, and nothing else.',
    example: [],
    maxItems: ROLES_LIMIT,
  })
  @IsArray()
  @ArrayMaxSize(ROLES_LIMIT)
  @IsString({ each: true })
  @Matches(ROLE_NAME, { each: true, message: 'each of roles must be the name of a role' })
  roles!: string[];
}

export class ReplaceUserRequest {
  @ApiPropertyOptional({
    type: String,
    description: 'A new address; it has to be verified anew.',
    example: 'grace.hopper@example.org',
    maxLength: EMAIL_LIMIT,
  })
  @Optional()
  @IsString()
  @MaxLength(EMAIL_LIMIT)
  email?: string;

  @ApiPropertyOptional({
    type: [String],
    description: 'All roles from now on. Holds from the next request.',
    example: [],
    maxItems: ROLES_LIMIT,
  })
  @Optional()
  @IsArray()
  @ArrayMaxSize(ROLES_LIMIT)
  @IsString({ each: true })
  @Matches(ROLE_NAME, { each: true, message: 'each of roles must be the name of a role' })
  roles?: string[];
}

export class ListUsersQuery extends PageQuery {
  @ApiPropertyOptional({ type: String, description: 'A part of the username.', maxLength: TYPED_NAME_LIMIT })
  @Optional()
  @IsString()
  @MaxLength(TYPED_NAME_LIMIT)
  q?: string;

  @ApiPropertyOptional({ type: String, description: 'The name of a role that they have, such as `auditor`.' })
  @Optional()
  @IsString()
  @Matches(ROLE_NAME, { message: 'role must be the name of a role' })
  role?: string;

  @ApiPropertyOptional({ enum: LISTED_STATES, description: 'The state that they are in.' })
  @Optional()
  @IsIn(LISTED_STATES)
  state?: (typeof LISTED_STATES)[number];
}
