import { ApiProperty } from '@nestjs/swagger';
import { TimestampField } from '#access';
import { KEY_STATES } from '../../domain/key-ring.js';
import { ROTATION_STATES } from '../../domain/rotation.js';

const EXAMPLE_ROTATION = '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7d';
const EXAMPLE_ACTOR = '01936f3b-11d2-7c05-8e33-5a0c9d7f2e61';

export class RotationProgressAnswer {
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'How many key rings (for the master key) or sealed values (for a ring) the present pass has examined.',
    example: 400,
  })
  done!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'About how many there are.', example: 1_000 })
  total!: number;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description:
      'How many could not be moved to the new version. They are tried again; the rotation is not done before that.',
    example: 0,
  })
  failed!: number;
}

export class RotationAnswer {
  @ApiProperty({ format: 'uuid', example: EXAMPLE_ROTATION })
  id!: string;

  @ApiProperty({ description: '`master`, `secrets`, or `users/` and the id of the account.', example: 'master' })
  ring!: string;

  @ApiProperty({
    enum: ROTATION_STATES,
    description: '`done`: nothing is under an older version. `cancelled`: the key ring was destroyed meanwhile.',
    example: 'running',
  })
  state!: string;

  @ApiProperty({ type: 'integer', minimum: 2, description: 'The new version.', example: 2 })
  version!: number;

  @ApiProperty({ type: RotationProgressAnswer })
  progress!: RotationProgressAnswer;

  @TimestampField()
  started_at!: string;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The account that requested it; null: an operator at the command line.',
    example: EXAMPLE_ACTOR,
  })
  started_by!: string | null;

  @TimestampField({ nullable: true, example: null })
  finished_at!: string | null;
}

export class RotatedAnswer {
  @ApiProperty({ enum: ['Master key rotated successfully'], example: 'Master key rotated successfully' })
  message!: string;
}

export class KeyVersionAnswer {
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  version!: number;

  @ApiProperty({
    enum: KEY_STATES,
    description:
      '`active`: wraps and opens. `retiring`: only opens. `retired`: only opens, and a full scan has found nothing under it. `destroyed`: gone for good.',
    example: 'active',
  })
  state!: string;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    nullable: true,
    description:
      'How many keys are wrapped under it now; null: they are too many to count for an answer, or the keyring does not answer.',
    example: 12,
  })
  references!: number | null;

  @TimestampField()
  created_at!: string;

  @TimestampField({ nullable: true, example: null })
  retired_at!: string | null;
}

export class MasterKeyAnswer {
  @ApiProperty({ type: [KeyVersionAnswer], description: 'The oldest first.' })
  versions!: readonly KeyVersionAnswer[];

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The rotation that runs; null: none runs.',
    example: null,
  })
  rotation!: string | null;
}
