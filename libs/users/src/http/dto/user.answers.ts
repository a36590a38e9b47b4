import { ApiProperty } from '@nestjs/swagger';
import { ExpiringRoleResponse, PageOf, TimestampField } from '#access';
import { USER_STATES, type UserState } from '../../domain/accounts/user.js';

const ID = '01935b2f-5c1e-7a3b-9c4d-2f6a8e0b1c2d';
const TIME = '2026-11-22T09:30:00.000Z';
const SWEPT = {
  ...{ idempotency_keys: 1, wraps: 2, sessions: 2, challenges: 1, lockouts: 1, mails: 4 },
  ...{ sensitive_data: 3, entries: 12 },
};

export class UserResponse {
  @ApiProperty({ format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({ example: 'sophie' })
  username!: string;

  @ApiProperty({ type: String, nullable: true, example: 'sophie@example.org' })
  email!: string | null;

  @ApiProperty({ example: false })
  email_verified!: boolean;

  @ApiProperty({ type: [String], description: 'Names of the roles that count now, sorted.', example: ['auditor'] })
  roles!: readonly string[];

  @ApiProperty({ type: [ExpiringRoleResponse], description: 'Those of `roles` that end.', example: [] })
  expiring_roles!: readonly ExpiringRoleResponse[];

  @ApiProperty({
    enum: USER_STATES,
    description:
      '`invited`: nobody can log in until the owner has chosen a password. `deleting`: a deletion was interrupted. Repeat the DELETE.',
    example: 'active',
  })
  state!: UserState;

  @ApiProperty({ description: 'The user must choose a new password before anything else.', example: true })
  password_change_required!: boolean;

  @TimestampField({
    nullable: true,
    description: 'From then on, no login and no token of the account works, whatever its state. Null: never.',
    example: null,
  })
  expires_at!: string | null;

  @TimestampField({
    nullable: true,
    description:
      'When the last invitation ends, or has ended. Null: the user is not invited, or the invitation is void.',
    example: null,
  })
  invitation_expires_at!: string | null;

  @TimestampField()
  created_at!: string;

  @TimestampField()
  updated_at!: string;
}

export class InvitationResponse {
  @ApiProperty({
    enum: ['mail', 'response'],
    description: '`mail`: the token was mailed to the address of the account. `response`: it is in this answer.',
    example: 'mail',
  })
  delivery!: 'mail' | 'response';

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Set if this server sends no mail: give it to the user. It is not shown again.',
    example: null,
  })
  invitation_token!: string | null;

  @TimestampField({ example: '2026-11-29T09:30:00.000Z' })
  expires_at!: string;
}

export class CreatedUserResponse extends UserResponse {
  @ApiProperty({
    type: InvitationResponse,
    nullable: true,
    description:
      'Null for an account with a password, and in the answer to a repeated request with the same Idempotency-Key.',
    example: null,
  })
  invitation!: InvitationResponse | null;
}

export class UserPageResponse extends PageOf(UserResponse) {}

export class ErasureSampleResponse {
  @ApiProperty({ enum: [false], example: false })
  opened!: false;

  @ApiProperty({ example: 'The stored value could not be opened.' })
  error!: string;
}

export class UserReceiptResponse {
  @ApiProperty({ format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({
    type: [String],
    description: 'What was destroyed for good.',
    example: ['key_ring', 'password', 'personal_fields', ...Object.keys(SWEPT)],
  })
  destroyed!: readonly string[];

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer', minimum: 0 },
    description: 'How many records of each kind this call removed. An interrupted call before may have removed more.',
    example: SWEPT,
  })
  swept!: Readonly<Record<string, number>>;

  @TimestampField({ description: 'When the key ring was destroyed.' })
  destroyed_at!: string;

  @ApiProperty({
    description: 'The result of opening, after the destruction, a value that the key ring had sealed before.',
  })
  sample!: ErasureSampleResponse;

  @ApiProperty({ example: receiptMessage(TIME, SWEPT) })
  message!: string;
}

/** The text of the receipt; also its example in the documentation. */
export function receiptMessage(at: string, swept: Readonly<Record<string, number>>): string {
  const counts = Object.entries(swept).map(([kind, count]) => `${kind}: ${count}`);
  const removed = counts.length > 0 ? ` Removed with it: ${counts.join(', ')}.` : '';
  return `What this user's key ring sealed cannot be read again from the store or any of its backups, once keyring backups older than ${at} have expired.${removed}`;
}
