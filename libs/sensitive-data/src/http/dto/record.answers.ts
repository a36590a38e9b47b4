import { ApiProperty } from '@nestjs/swagger';
import { PageOf, TimestampField } from '#access';
import { DATA_TYPES } from '../../domain/types/registry.js';

export class RecordAnswer {
  @ApiProperty({ format: 'uuid', example: '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a' })
  id!: string;

  @ApiProperty({ enum: DATA_TYPES, example: 'card_number' })
  data_type!: string;

  @ApiProperty({
    type: String,
    description:
      'The value. With `masked=true`, its mask: twelve asterisks and the last four characters. A text, and a value of ' +
      'fewer than ten characters, is masked by the asterisks alone.',
    example: '4111111111111111',
  })
  value!: string;

  @TimestampField()
  created_at!: string;

  @TimestampField()
  updated_at!: string;
}

export class RecordPageAnswer extends PageOf(RecordAnswer) {}

export class RecordDeletedAnswer {
  @ApiProperty({ type: String, example: 'Sensitive data deleted successfully' })
  message!: string;
}
