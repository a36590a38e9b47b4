import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, Matches, MaxLength } from 'class-validator';
import { Optional } from '#access';
import { VERSIONS_NAMED_MAX } from '../../domain/kv-body.js';

const NUMBER_MAX = 999_999_999;
const WHOLE = /^[0-9]{1,9}$/;
/** What Vault takes for yes and no. */
const YES = ['1', 't', 'T', 'TRUE', 'true', 'True'];
const NO = ['0', 'f', 'F', 'FALSE', 'false', 'False', ''];
const FLAGS = [...YES, ...NO];

export class KvReadQuery {
  @ApiPropertyOptional({
    type: String,
    pattern: '^-?[0-9]{0,9}$',
    description: 'An earlier version. Absent, empty, 0 or negative: the current one.',
  })
  @Optional()
  @MaxLength(16)
  version?: string;
}

export class KvSubkeysQuery extends KvReadQuery {
  @ApiPropertyOptional({
    type: String,
    pattern: WHOLE.source,
    description: 'How many levels are shown. Absent or 0: all.',
  })
  @Optional()
  @Matches(WHOLE, { message: 'depth must be a whole number' })
  depth?: string;
}

export class KvListQuery {
  @ApiPropertyOptional({
    enum: FLAGS,
    description: '`true`: lists the names on the level of the path. Absent: shows the metadata of the secret.',
  })
  @Optional()
  @IsIn(FLAGS, { message: 'list must be true or false' })
  list?: string;

  @ApiPropertyOptional({ type: String, maxLength: 256, description: 'Of a list: only names behind this one.' })
  @Optional()
  @MaxLength(256)
  after?: string;

  @ApiPropertyOptional({
    type: String,
    pattern: WHOLE.source,
    description: 'Of a list: at most so many names. Absent or 0: all of them.',
  })
  @Optional()
  @Matches(WHOLE, { message: 'limit must be a whole number' })
  limit?: string;
}

/** Whether the query asks for a list. */
export function isList({ list = '' }: KvListQuery): boolean {
  return YES.includes(list);
}

/** The part of the list that the query asks for. A large limit is not cut: the list would seem to end there. */
export function partOf({ after = '', limit = '0' }: KvListQuery) {
  return { after: after === '' ? null : after, limit: Number(limit) === 0 ? null : Number(limit) };
}

const NUMBER = { type: 'integer', minimum: 0, maximum: NUMBER_MAX } as const;
const NUMBER_TEXT = { type: 'string', pattern: WHOLE.source } as const;
const CAS =
  'The version that must be current; 0: there must be no secret. Otherwise the answer is 400. Absent: whatever is there.';

class KvWriteOptions {
  @ApiPropertyOptional({ oneOf: [NUMBER, NUMBER_TEXT, { type: 'null' }], description: CAS, example: 0 })
  cas?: number | string | null;
}

/** Not validated by its decorators: the numbers in `data` keep their digits, and its names are any. */
export class KvWriteBody {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'The fields: any JSON. Kept as the JSON text; the one field `value` with a text is kept as that text.',
    example: { user: 'shop', password: 'correct-horse-battery-staple' },
  })
  data!: object;

  @ApiPropertyOptional({ type: KvWriteOptions, nullable: true, example: {} })
  options?: KvWriteOptions | null;

  @ApiPropertyOptional({
    oneOf: [NUMBER, NUMBER_TEXT, { type: 'null' }],
    description: 'Read where `options` has no `cas`. 0 says nothing here.',
  })
  cas?: number | string | null;
}

export class KvVersionsBody {
  @ApiProperty({
    oneOf: [
      { type: 'array', minItems: 1, maxItems: VERSIONS_NAMED_MAX, items: { oneOf: [NUMBER, NUMBER_TEXT] } },
      { type: 'string', maxLength: 1_024, description: 'Numbers with commas between them.' },
    ],
    example: [1],
  })
  versions!: readonly (number | string)[] | string;
}

const ZERO = { type: 'integer', minimum: 0, maximum: 0 } as const;
const NULL = { type: 'null' } as const;
const FIXED = 'Cannot be set: only the value that is so already is taken.';

export class KvMetadataBody {
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string', nullable: true },
    description:
      '`description` and `owner` are those of the secret. Every other name is a tag: `"team": "shop"` is the tag ' +
      '`team:shop`. `tags` are the tags without a name, with commas between them. POST and PUT replace all of it. PATCH ' +
      'merges, and null takes a member away.',
    example: { owner: 'Payments team', team: 'payments' },
  })
  custom_metadata?: Readonly<Record<string, string | null>>;

  @ApiPropertyOptional({ oneOf: [ZERO, NULL], description: FIXED, example: 0 })
  max_versions?: number | null;

  @ApiPropertyOptional({ oneOf: [{ type: 'boolean', enum: [false] }, NULL], description: FIXED, example: false })
  cas_required?: boolean | null;

  @ApiPropertyOptional({
    oneOf: [{ type: 'string', enum: ['', '0', '0s'] }, ZERO, NULL],
    description: FIXED,
    example: '0s',
  })
  delete_version_after?: string | number | null;

  @ApiPropertyOptional({ oneOf: [{ type: 'boolean', enum: [false] }, NULL], description: FIXED, example: false })
  metadata_cas_required?: boolean | null;
}
