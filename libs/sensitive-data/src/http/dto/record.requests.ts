import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsString } from 'class-validator';
import { Optional, PageQuery, Satisfies } from '#access';
import { bytesBeyond } from '#kernel';
import { VALUE_MAX_BYTES } from '../../domain/sensitive-type.js';
import { DATA_TYPES, SENSITIVE_TYPES } from '../../domain/types/registry.js';

const TYPES = SENSITIVE_TYPES.map(({ name, rule }) => `\`${name}\`: ${rule}.`).join(' ');
const UNKNOWN_TYPE = { message: `data_type must be one of ${DATA_TYPES.join(', ')}` };
/** Each character has a byte or more. The type of the value counts the bytes. */
const SIZE = {
  code: 'max_length',
  message: 'value must be a text of at most 16,384 bytes',
  holds: (text: string) => text.length <= VALUE_MAX_BYTES,
  remark: (text: string) => bytesBeyond(VALUE_MAX_BYTES, text),
};

export class CreateRecordBody {
  @ApiProperty({ enum: DATA_TYPES, description: `The type of the value. ${TYPES}`, example: 'card_number' })
  @IsIn(DATA_TYPES, UNKNOWN_TYPE)
  data_type!: string;

  @ApiProperty({
    minLength: 1,
    maxLength: VALUE_MAX_BYTES,
    description: 'A value of its type. It is kept in the one form of its type, for example without spaces.',
    example: '4111 1111 1111 1111',
  })
  @IsString({ message: 'value must be a text' })
  @Satisfies(SIZE)
  value!: string;
}

export class ReplaceRecordBody {
  @ApiPropertyOptional({
    enum: DATA_TYPES,
    description: 'The type never changes. Leave it out, or send the present one.',
  })
  @Optional()
  @IsIn(DATA_TYPES, UNKNOWN_TYPE)
  data_type?: string;

  @ApiProperty({
    minLength: 1,
    maxLength: VALUE_MAX_BYTES,
    description: 'The new value, of the same type. The old value is gone.',
    example: '5500-0055-5555-5559',
  })
  @IsString({ message: 'value must be a text' })
  @Satisfies(SIZE)
  value!: string;
}

const MASKED = {
  enum: ['true', 'false'],
  default: 'false',
  description: '`true`: values are masked. At most their last four characters are shown.',
};
const NOT_BOOLEAN = { message: 'masked must be true or false' };

export class ShowRecordQuery {
  @ApiPropertyOptional(MASKED)
  @Optional()
  @IsIn(['true', 'false'], NOT_BOOLEAN)
  masked?: 'true' | 'false';
}

export class ListRecordsQuery extends PageQuery {
  @ApiPropertyOptional(MASKED)
  @Optional()
  @IsIn(['true', 'false'], NOT_BOOLEAN)
  masked?: 'true' | 'false';
}
