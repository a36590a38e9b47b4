import { ApiProperty, PickType } from '@nestjs/swagger';
import { TimestampField } from '#access';
import { ACCOUNT_KINDS, type AccountKind, ALL_PERMISSIONS } from '#kernel';

const ID = '01935b2f-5c1e-7a3b-9c4d-2f6a8e0b1c2d';

/** The wire text of a finished registration. */
export const REGISTERED = 'Your account is made: log in.';

export class ExpiringRole {
  @ApiProperty({ example: 'auditor' })
  name!: string;

  @TimestampField({ description: 'From then on, the role does not count.' })
  expires_at!: string;
}

export class MeResponse {
  @ApiProperty({
    enum: ACCOUNT_KINDS,
    description: '`service`: a service account, the account of a program.',
    example: 'person',
  })
  kind!: AccountKind;

  @ApiProperty({ format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({ example: 'ada' })
  username!: string;

  @ApiProperty({ type: String, nullable: true, example: 'ada@example.org' })
  email!: string | null;

  @ApiProperty({ example: false })
  email_verified!: boolean;

  @ApiProperty({ type: [String], description: 'The roles that count now.', example: ['administrator'] })
  roles!: readonly string[];

  @ApiProperty({ type: [ExpiringRole], description: 'Those of `roles` that end.', example: [] })
  expiring_roles!: readonly ExpiringRole[];

  @ApiProperty({
    enum: ALL_PERMISSIONS,
    isArray: true,
    description: 'Every permission that your roles allow on at least one object.',
  })
  permissions!: readonly string[];

  @ApiProperty({
    enum: ['password', 'login_secret', null],
    type: String,
    nullable: true,
    description: 'What you log in with. Null for a service account, which does not log in.',
    example: 'password',
  })
  credential!: 'password' | 'login_secret' | null;

  @ApiProperty({
    enum: ['totp', 'email', 'recovery'],
    isArray: true,
    description: 'Your second factors. If empty, the password alone opens the account.',
    example: [],
  })
  mfa_methods!: readonly string[];

  @ApiProperty({ example: false })
  password_change_required!: boolean;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Null for a service account.',
    example: ID,
  })
  session_id!: string | null;

  @ApiProperty({
    description:
      'What authenticated this request, as the audit names it: the id of the session, or of the key or binding of a service account.',
    example: ID,
  })
  credential_id!: string;

  @TimestampField({
    nullable: true,
    description: 'From then on, you cannot use the account. Null: it does not expire.',
    example: null,
  })
  expires_at!: string | null;

  @TimestampField()
  created_at!: string;
}

export class RegisteredResponse extends PickType(MeResponse, ['id', 'username']) {
  @ApiProperty({ example: REGISTERED })
  message!: string;
}

export class SetupResponse extends PickType(MeResponse, ['id', 'username', 'email', 'roles', 'created_at']) {}
