import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, Matches, MaxLength, MinLength } from 'class-validator';
import { Optional, PageQuery } from '#access';
import type { SecretFilter } from '../../application/queries/list-secrets.js';
import {
  type MetadataChange,
  OWNER_MAX,
  OWNER_RULE,
  parseTimestamp,
  TAG_FORM,
  TAG_PATTERN,
} from '../../domain/metadata.js';
import { PATH_MAX, PREFIX_PATTERN } from '../../domain/path.js';
import { Satisfies } from './rules.js';
import { DescriptionField, ExpiresAtField, OwnerField, PathField, TagsField, ValueField } from './secret.fields.js';

const VERSION_PATTERN = /^[1-9]\d{0,8}$/;

/** The metadata of a secret, as requests send it. A field that is absent stays as it is, or gets its default. */
class MetadataBody {
  @DescriptionField()
  description?: string | null;

  @OwnerField()
  owner?: string | null;

  @TagsField()
  tags?: string[];

  @ExpiresAtField()
  expires_at?: string | null;
}

class PlacedValueBody {
  @PathField('Where the secret is kept. Policies decide by it. It never changes.')
  path!: string;

  @ValueField('correct-horse-battery-staple')
  value!: string;
}

export class CreateSecretBody extends IntersectionType(PlacedValueBody, MetadataBody) {}

export class RotateSecretBody {
  @ValueField('a-new-and-better-value')
  value!: string;
}

/** Null takes an attribute away. */
export class UpdateSecretBody extends MetadataBody {}

/** The metadata of a body; undefined where the body is silent. */
export function metadataOf({ description, owner, tags, expires_at }: MetadataBody): MetadataChange {
  const expiresAt = typeof expires_at === 'string' ? parseTimestamp(expires_at) : expires_at;
  return { description, owner, tags, expiresAt };
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
  @Matches(TAG_PATTERN, { message: `tag must be ${TAG_FORM}` })
  tag?: string;

  @ApiPropertyOptional({
    type: String,
    minLength: 1,
    maxLength: OWNER_MAX,
    description: 'Secrets with exactly this owner.',
  })
  @Optional()
  @Satisfies(OWNER_RULE)
  owner?: string;

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

/** What a list shows. */
export function filterOf({ state = 'live', prefix = '', tag, owner, q: text }: ListSecretsQuery): SecretFilter {
  return { state, prefix, tag, owner, text };
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
