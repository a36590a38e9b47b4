import { ApiProperty } from '@nestjs/swagger';
import { PageOf, TimestampField } from '#access';
import { SHARE_STATES } from '../../application/sharing/share-view.js';
import { SHARE_VIEWS_MAX } from '../../domain/share.js';

const EXAMPLE_ID = '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7b';
const EXAMPLE_TOKEN =
  'AZNvPI9OelGbHC9tHA5Le3f1m0cUqYvV2kQ1b7p6Zp0x5nq8o3s4d9g2h6j1k0m5.3Jp1v9y8Yb7Qm5c2nE4rT6uW8xZ0aB2dF4gH6jK8lM0';

/** A share, without its token and its value. */
export class Share {
  @ApiProperty({ format: 'uuid', example: EXAMPLE_ID })
  id!: string;

  @ApiProperty({
    enum: SHARE_STATES,
    description: '`opened`: as often as it may be. `ended`: by you, or with the secret or its version.',
    example: 'open',
  })
  state!: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'The version of the secret that it gives.', example: 1 })
  version!: number;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: SHARE_VIEWS_MAX, example: 1 })
  views!: number;

  @ApiProperty({
    type: [String],
    items: { type: 'string', format: 'date-time' },
    description: 'When it was opened, the first time first. The answer of an opening may have been lost on its way.',
    example: [],
  })
  opened_at!: readonly string[];

  @TimestampField({
    nullable: true,
    description: 'When the link was first used after the last opening. You got a mail then.',
    example: null,
  })
  tried_again_at!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'For the new mail server' })
  recipient_note!: string | null;

  @TimestampField()
  created_at!: string;

  @TimestampField({ example: '2026-11-23T09:30:00.000Z' })
  expires_at!: string;

  @TimestampField({ nullable: true, description: 'When it was ended. Null: it was not.', example: null })
  ended_at!: string | null;
}

export class MadeShareAnswer extends Share {
  @ApiProperty({
    format: 'uri',
    description: 'The link for the recipient. Shown once. Send it in a way that you would send the value.',
    example: `https://coffer.example.org/share/#${EXAMPLE_TOKEN}`,
  })
  url!: string;

  @ApiProperty({ description: 'The token of the link, for `POST /unwrap`. Shown once.', example: EXAMPLE_TOKEN })
  token!: string;
}

export class SharePage extends PageOf(Share, 'The newest first.') {}
