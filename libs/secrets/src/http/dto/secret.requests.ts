import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, Matches, MaxLength, MinLength } from 'class-validator';
import { Optional, PageQuery } from '#access';
import { TAG_PATTERN } from '../../domain/metadata.js';
import { PATH_MAX, PREFIX_PATTERN } from '../../domain/path.js';
import { DescriptionField, ExpiresAtField, PathField, TagsField, ValueField } from './secret.fields.js';

const VERSION_PATTERN = /^[1-9]\d{0,8}$/;

export class CreateSecretBody {
  @PathField('Where it is kept. Policies decide by it; it never changes.')
  path!: string;

  @ValueField('correct-horse-battery-staple')
  value!: string;

  @DescriptionField()
  description?: string | null;

  @TagsField()
  tags?: string[];

  @ExpiresAtField()
  expires_at?: string | null;
}

export class RotateSecretBody {
  @ValueField('a-new-and-better-value')
  value!: string;
}

/** Absent fields stay as they are; null takes one away. */
export class UpdateSecretBody {
  @DescriptionField()
  description?: string | null;

  @TagsField()
  tags?: string[];

  @ExpiresAtField()
  expires_at?: string | null;
}

export class ListSecretsQuery extends PageQuery {
  @ApiPropertyOptional({
    type: String,
    maxLength: PATH_MAX,
    pattern: PREFIX_PATTERN.source,
    description: 'What the path begins with. It may end in `/`, and inside a level: `prod/d` finds `prod/db/password`.',
  })
  @Optional()
  @MaxLength(PATH_MAX)
  @Matches(PREFIX_PATTERN, { message: 'prefix must be the beginning of a path' })
  prefix?: string;

  @ApiPropertyOptional({ type: String, pattern: TAG_PATTERN.source, description: 'Those with exactly this tag.' })
  @Optional()
  @Matches(TAG_PATTERN, { message: 'tag must be 1 to 64 characters of a-z, 0-9, ".", "_", ":" and "-"' })
  tag?: string;

  @ApiPropertyOptional({
    type: String,
    minLength: 1,
    maxLength: 256,
    description: 'A text that the path or the description contains, whatever its case.',
  })
  @Optional()
  @MaxLength(256)
  @MinLength(1)
  q?: string;

  @ApiPropertyOptional({
    enum: ['live', 'deleted'],
    default: 'live',
    description: '`deleted`: what can be restored.',
  })
  @Optional()
  @IsIn(['live', 'deleted'])
  state?: 'live' | 'deleted';
}

export class ByPathQuery {
  @PathField('The whole path.')
  path!: string;
}

export class RevealQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, description: 'An earlier version. Absent: the current one.' })
  @Optional()
  @Matches(VERSION_PATTERN, { message: 'version must be a whole number from 1' })
  version?: string;
}

/** The number of a version; 0, which no version has, for what is no such number: such a version is not there. */
export function parseVersion(text: string): number {
  return VERSION_PATTERN.test(text) ? Number(text) : 0;
}
