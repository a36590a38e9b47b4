import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, Matches, MaxLength, MinLength } from 'class-validator';
import { givenTime, Optional, PageQuery, RuledField, Satisfies } from '#access';
import { canonicalId, isId, OBJECT_NAME_MAX } from '#kernel';
import type { SecretFilter } from '../../application/queries/list-secrets.js';
import {
  DESCRIPTION_RULE,
  type Metadata,
  type MetadataChange,
  OWNER_RULE,
  TAG_FORM,
  TAG_PATTERN,
} from '../../domain/metadata.js';
import { PREFIX_PATTERN } from '../../domain/path.js';
import { FIELD_RULE, type GivenValue } from '../../domain/value.js';
import { ExpiresAtField, PathField, TagsField, TimeParameter, ValueField } from './secret.fields.js';

const VERSION_PATTERN = /^[1-9]\d{0,8}$/;

/** The metadata of a secret, as requests send it. An absent field stays as it is, or gets its default. */
class MetadataBody {
  @RuledField(DESCRIPTION_RULE, {
    description:
      'What the secret is for. Not sealed, and shown to everyone who may list the secret: put no secret here.',
    example: 'Password of the mail server',
    required: false,
    nullable: true,
  })
  description?: string | null;

  @RuledField(OWNER_RULE, {
    description:
      'Who answers for the secret: a person or a team. Free text, shown to everyone who may list the secret.',
    example: 'Payments team',
    required: false,
    nullable: true,
  })
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
  value!: GivenValue;
}

export class CreateSecretBody extends IntersectionType(PlacedValueBody, MetadataBody) {}

class PutValueBody {
  @ValueField('correct-horse-battery-staple')
  value!: GivenValue;
}

export class PutSecretBody extends IntersectionType(PutValueBody, MetadataBody) {}

export class RotateSecretBody {
  @ValueField({ username: 'mail', password: 'a-new-and-better-value' })
  value!: GivenValue;

  @ExpiresAtField(
    'RFC 3339, in the future. Null: never. Absent: stays as it is. A secret that has expired needs it: without it, nobody ' +
      'could reveal the new value.',
    null,
  )
  expires_at?: string | null;
}

/** Null takes an attribute away. */
export class UpdateSecretBody extends MetadataBody {}

/**
 * The metadata of a body. An attribute is undefined if the body does not name it. The type demands every attribute, so
 * that none is forgotten here.
 */
export function metadataOf({
  description,
  owner,
  tags,
  expires_at,
}: MetadataBody): MetadataChange & Record<keyof Metadata, unknown> {
  return { description, owner, tags, expiresAt: expiryOf({ expires_at }) };
}

/** Milliseconds since 1970. Null: never. Undefined: the body does not name it. */
export function expiryOf({ expires_at }: Pick<MetadataBody, 'expires_at'>): number | null | undefined {
  return givenTime(expires_at);
}

export class ListSecretsQuery extends PageQuery {
  @ApiPropertyOptional({
    type: String,
    maxLength: OBJECT_NAME_MAX,
    pattern: PREFIX_PATTERN.source,
    description: 'The beginning of paths. It may end with `/`, and inside a level: `prod/d` finds `prod/db/password`.',
  })
  @Optional()
  @MaxLength(OBJECT_NAME_MAX)
  @Matches(PREFIX_PATTERN, { message: 'prefix must be the beginning of a path' })
  prefix?: string;

  @ApiPropertyOptional({ type: String, pattern: TAG_PATTERN.source, description: 'Secrets with exactly this tag.' })
  @Optional()
  @Matches(TAG_PATTERN, { message: `tag must be ${TAG_FORM}` })
  tag?: string;

  @RuledField(OWNER_RULE, {
    description: 'Secrets with exactly this owner, whether letters are composed or not.',
    required: false,
  })
  owner?: string;

  @ApiPropertyOptional({ type: String, format: 'uuid', description: 'Secrets that the account with this id created.' })
  @Optional()
  @Satisfies({
    code: 'id',
    message: 'created_by must be the id of an account',
    holds: (text) => isId(canonicalId(text)),
  })
  created_by?: string;

  @TimeParameter('expires_before', 'Secrets that expire before this time (RFC 3339), also those that have expired.')
  expires_before?: string;

  @TimeParameter('updated_before', 'Secrets that were last changed or rotated before this time (RFC 3339).')
  updated_before?: string;

  @ApiPropertyOptional({
    type: String,
    minLength: 1,
    maxLength: 256,
    description: 'A text in the path or in the description. Case does not matter, nor whether letters are composed.',
  })
  @Optional()
  @MaxLength(256)
  @MinLength(1)
  q?: string;

  @ApiPropertyOptional({
    enum: ['live', 'deleted'],
    default: 'live',
    description: '`deleted`: secrets that can be restored.',
  })
  @Optional()
  @IsIn(['live', 'deleted'])
  state?: 'live' | 'deleted';
}

export function filterOf({
  state = 'live',
  prefix = '',
  tag,
  owner,
  q: text,
  ...bounds
}: ListSecretsQuery): SecretFilter {
  const createdBy = bounds.created_by && canonicalId(bounds.created_by);
  const [expiresBefore, updatedBefore] = [timeOf(bounds.expires_before), timeOf(bounds.updated_before)];
  return { state, prefix, tag, owner, text, createdBy, expiresBefore, updatedBefore };
}

/** Milliseconds since 1970. */
function timeOf(text: string | undefined): number | undefined {
  return givenTime(text) ?? undefined;
}

export class ByPathQuery {
  @PathField('The whole path.')
  path!: string;
}

export class RevealQuery {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 999_999_999,
    description: 'An earlier version. Absent: the current one.',
  })
  @Optional()
  @Matches(VERSION_PATTERN, { message: 'version must be a whole number from 1' })
  version?: string;

  @RuledField(FIELD_RULE, {
    description:
      'If the value is a JSON object: one member of it, as text. A string is given as it is, every other member as its JSON. ' +
      'Absent: the whole value.',
    required: false,
  })
  field?: string;
}

export class RevealAtQuery extends IntersectionType(ByPathQuery, RevealQuery) {}

/** The version that a reveal asks for. Null: the current one. */
export function versionOf({ version }: RevealQuery): number | null {
  return version === undefined ? null : parseVersion(version);
}

/** The number of a version. 0, which is no version, for any other text: a version that does not exist is a 404. */
export function parseVersion(text: string): number {
  return VERSION_PATTERN.test(text) ? Number(text) : 0;
}
