import { ApiProperty } from '@nestjs/swagger';
import { EnvelopeFields } from '../envelope.js';

const TIME = '2026-11-22T09:30:00.000000000Z';
const CUSTOM = {
  type: 'object',
  additionalProperties: { type: 'string' },
  nullable: true,
  description: 'What the secret is described by. Null: nothing, or you may not read the secret.',
  example: { owner: 'Payments team' },
} as const;

export class KvVersionState {
  @ApiProperty({ format: 'date-time', example: TIME })
  created_time!: string;

  @ApiProperty({ description: 'When the secret was deleted or expires. Empty: neither.', example: '' })
  deletion_time!: string;

  @ApiProperty({ example: false })
  destroyed!: boolean;
}

export class KvVersionData extends KvVersionState {
  @ApiProperty(CUSTOM)
  custom_metadata!: Readonly<Record<string, string>> | null;

  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  version!: number;
}

class KvReadData {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'The fields of a value that is a JSON object. Any other value is the one field `value`.',
    example: { user: 'shop', password: 'correct-horse-battery-staple' },
  })
  data!: object | null;

  @ApiProperty({ type: KvVersionData })
  metadata!: KvVersionData;
}

export class KvReadAnswer extends EnvelopeFields {
  @ApiProperty({ type: KvReadData })
  data!: KvReadData;
}

class KvSubkeysData {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'The names of the fields, with null in place of each value.',
    example: { user: null, password: null },
  })
  subkeys!: object | null;

  @ApiProperty({ type: KvVersionData })
  metadata!: KvVersionData;
}

export class KvSubkeysAnswer extends EnvelopeFields {
  @ApiProperty({ type: KvSubkeysData })
  data!: KvSubkeysData;
}

export class KvWriteAnswer extends EnvelopeFields {
  @ApiProperty({ type: KvVersionData })
  data!: KvVersionData;
}

class KvEngine {
  @ApiProperty({ enum: [false] })
  cas_required!: boolean;

  @ApiProperty({ enum: ['0s'] })
  delete_version_after!: string;
}

class KvSecretData extends KvEngine {
  @ApiProperty({ format: 'date-time', example: TIME })
  created_time!: string;

  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  current_version!: number;

  @ApiProperty(CUSTOM)
  custom_metadata!: Readonly<Record<string, string>> | null;

  @ApiProperty({ type: 'integer', enum: [0], description: 'As `config` says.' })
  max_versions!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: '0: no version was dropped.', example: 0 })
  oldest_version!: number;

  @ApiProperty({ format: 'date-time', example: TIME })
  updated_time!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: '#/components/schemas/KvVersionState' },
    description: 'By their numbers.',
    example: { 1: { created_time: TIME, deletion_time: '', destroyed: false } },
  })
  versions!: Readonly<Record<string, KvVersionState>>;
}

class KvNames {
  @ApiProperty({
    type: [String],
    description: 'In their order. What ends with `/` is a level below.',
    example: ['db', 'mail/'],
  })
  keys!: readonly string[];
}

class KvConfigData extends KvEngine {
  @ApiProperty({ type: 'integer', minimum: 1, description: 'How many versions the operator keeps.', example: 10 })
  max_versions!: number;
}

export class KvSecretAnswer extends EnvelopeFields {
  @ApiProperty({ type: KvSecretData })
  data!: KvSecretData;
}

export class KvListAnswer extends EnvelopeFields {
  @ApiProperty({ type: KvNames })
  data!: KvNames;
}

export class KvConfigAnswer extends EnvelopeFields {
  @ApiProperty({ type: KvConfigData })
  data!: KvConfigData;
}
