import { ApiProperty } from '@nestjs/swagger';
import { TimestampField } from '#access';
import { VIEWS_MAX, WRAP_KINDS } from '../../domain/wrap.js';

export class UnwrappedAnswer {
  @ApiProperty({ enum: WRAP_KINDS, description: 'What the value is.', example: 'secret' })
  kind!: string;

  @ApiProperty({
    description:
      'What it is the value of: the path of a secret, or `<service account>/<key>`. Check that it is what you expect.',
    example: 'prod/mail/password',
  })
  name!: string;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    minimum: 1,
    description: 'The version of a secret. Null: it is no secret.',
    example: 1,
  })
  version!: number | null;

  @ApiProperty({ type: String, example: 'correct-horse-battery-staple' })
  value!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What the maker wrote for you.',
    example: 'For the new mail server',
  })
  recipient_note!: string | null;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: VIEWS_MAX - 1,
    description: 'How often the token still works. 0: the server has forgotten the value.',
    example: 0,
  })
  views_left!: number;

  @TimestampField({ description: 'When it was handed over.' })
  created_at!: string;

  @TimestampField({ description: 'Until when the token works, if it does.', example: '2026-11-23T09:30:00.000Z' })
  expires_at!: string;
}
