import { ApiProperty } from '@nestjs/swagger';
import { PageOf, TimestampField } from '#access';
import { EXAMPLE_PATH } from './secret.fields.js';

const EXAMPLE_ID = '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a';
const EXAMPLE_ACTOR = '01936f3b-11d2-7c05-8e33-5a0c9d7f2e61';

/** A secret without its value. Nothing here depends on the value or its length. */
export class MaskedSecret {
  @ApiProperty({ format: 'uuid', example: EXAMPLE_ID })
  id!: string;

  @ApiProperty({ example: EXAMPLE_PATH })
  path!: string;

  @ApiProperty({ type: String, nullable: true, example: 'Password of the mail server' })
  description!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Who answers for the secret. Null: nobody is named.',
    example: 'Payments team',
  })
  owner!: string | null;

  @ApiProperty({ type: [String], example: ['team:payments', 'mail'] })
  tags!: readonly string[];

  @ApiProperty({ type: 'null', description: 'Always null. Reveal the secret to read its value.', example: null })
  value!: null;

  @ApiProperty({ type: Boolean, enum: [true], example: true })
  masked!: true;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'The current version.', example: 1 })
  version!: number;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'How many versions can be revealed.', example: 1 })
  versions_kept!: number;

  @ApiProperty({ enum: ['live', 'deleted'], example: 'live' })
  state!: string;

  @TimestampField()
  created_at!: string;

  @TimestampField()
  updated_at!: string;

  @TimestampField({ nullable: true, example: '2099-12-31T23:59:59.000Z' })
  expires_at!: string | null;

  @ApiProperty({ format: 'uuid', description: 'The account that created the secret.', example: EXAMPLE_ACTOR })
  created_by!: string;
}

export class MaskedSecretPage extends PageOf(MaskedSecret) {}

export class Revealed {
  @ApiProperty({ format: 'uuid', example: EXAMPLE_ID })
  id!: string;

  @ApiProperty({ example: EXAMPLE_PATH })
  path!: string;

  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  version!: number;

  @ApiProperty({
    type: String,
    description: 'The value, or the field of it that was asked for.',
    example: 'correct-horse-battery-staple',
  })
  value!: string;

  @ApiProperty({
    enum: ['text', 'json'],
    description: '`json`: `value` is the text of a JSON object.',
    example: 'text',
  })
  format!: string;
}

export class SecretVersionItem {
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  version!: number;

  @ApiProperty({
    enum: ['current', 'archived', 'destroyed'],
    description: '`destroyed`: the ciphertext is gone for good.',
    example: 'current',
  })
  state!: string;

  @TimestampField()
  created_at!: string;

  @ApiProperty({ format: 'uuid', example: EXAMPLE_ACTOR })
  created_by!: string;
}

export class SecretVersionPage extends PageOf(SecretVersionItem, 'The newest first.') {}
