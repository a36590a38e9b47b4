import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { PageOf, TimestampField } from '#access';
import { HAND_OVER_STATES } from '../../../application/keys/handed-keys.js';
import { KEY_ENDS, KEY_STATES, type KeyEnd, type KeyState } from '../../../domain/keys/api-key.js';
import { STATEMENT_SCHEMA } from './api-key.requests.js';

const ID = '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a';
const OTHER_ID = '01935b2f-5c1e-7a3b-9c4d-2f6a8e0b1c2d';
const EXAMPLE_END = '2027-02-20T09:30:00.000Z';

/** A key as everybody sees it who may read its account. Nobody can see the key itself again. */
export class ApiKeyResponse {
  @ApiProperty({ format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({ example: 'pipeline' })
  name!: string;

  @ApiProperty({
    description: 'What the key begins with. It is not secret, and tells which key somebody has.',
    example: 'coffer_sk_02yMwcnP7eP9rCgRZqc28I',
  })
  prefix!: string;

  @ApiProperty({
    enum: KEY_STATES,
    description: 'An active key works only while its account does.',
    example: 'active',
  })
  state!: KeyState;

  @ApiProperty({
    type: [String],
    nullable: true,
    description: 'Addresses and CIDR blocks that it works from. Null: from everywhere.',
    example: ['203.0.113.0/24'],
  })
  allowed_ips!: readonly string[] | null;

  @ApiProperty({
    type: 'array',
    items: { $ref: getSchemaPath(STATEMENT_SCHEMA) },
    nullable: true,
    description: 'What narrows the roles of the account. Null: nothing does.',
    example: null,
  })
  scope!: readonly object[] | null;

  @TimestampField({ example: EXAMPLE_END })
  expires_at!: string;

  @TimestampField({
    nullable: true,
    description: 'Each node writes it down at most once in 5 minutes. Null: never, as far as it was written down.',
  })
  last_used_at!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The address of that use. Null: not known.',
    example: '203.0.113.9',
  })
  last_used_ip!: string | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The key that this one replaces.',
    example: null,
  })
  predecessor!: string | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The key that replaces it.',
    example: null,
  })
  successor!: string | null;

  @TimestampField({ nullable: true, example: null })
  ended_at!: string | null;

  @ApiProperty({
    type: String,
    enum: [...KEY_ENDS, null],
    nullable: true,
    description: '`leaked`: somebody found it and reported it.',
    example: null,
  })
  ended_because!: KeyEnd | null;

  @ApiProperty({ format: 'uuid', description: 'The account that made it.', example: OTHER_ID })
  created_by!: string;

  @TimestampField()
  created_at!: string;
}

export class CreatedApiKeyResponse extends ApiKeyResponse {
  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'The key. It is shown only now. Null if it is handed over, and in the answer to a repeated request with the same Idempotency-Key: end the key and make another one if you have lost it.',
    example: 'coffer_sk_02yMwcnP7eP9rCgRZqc28I003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf1ocjOl',
  })
  key!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'With `wrap`: the token that opens the key at `POST /unwrap`, once. It is shown only now, and the key to nobody else.',
    example: null,
  })
  wrap_token!: string | null;

  @TimestampField({ nullable: true, description: 'Until when `wrap_token` works.', example: null })
  wrap_expires_at!: string | null;
}

/** How a key was handed over. */
export class HandedOverResponse {
  @ApiProperty({ enum: HAND_OVER_STATES, example: 'opened' })
  state!: string;

  @TimestampField({ nullable: true, description: 'When somebody got the key. Null: nobody did.' })
  opened_at!: string | null;

  @TimestampField({
    nullable: true,
    description: 'When the token was first used after that. Its maker got a mail.',
    example: null,
  })
  tried_again_at!: string | null;

  @TimestampField({ example: '2026-11-22T09:40:00.000Z' })
  expires_at!: string;
}

export class ListedApiKeyResponse extends ApiKeyResponse {
  @ApiProperty({
    type: HandedOverResponse,
    nullable: true,
    description: 'For a key that was made with `wrap`, until 7 days after its token works no longer. Null for others.',
  })
  handed_over!: HandedOverResponse | null;
}

export class ApiKeyPage extends PageOf(
  ListedApiKeyResponse,
  'The newest first, with those that were over in the last 30 days.',
) {}

export class LeakedKeyResponse {
  @ApiProperty({ example: 'If this is a key of this server, it has ended.' })
  message!: string;
}
