import { ApiPropertyOptional } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { Optional, PageQuery } from '#access';
import type { EntryBlob } from '../../domain/entry-body.js';
import {
  CiphertextField,
  EXAMPLE_ENTRY,
  GenerationField,
  IsEntryId,
  IvField,
  MetaField,
  NameField,
  TagField,
} from './entry.fields.js';

/** What the client sealed, and beside it what it only authenticated: `name` and `meta`. */
export class BlobBody {
  @NameField()
  name?: string | null;

  @CiphertextField()
  ciphertext!: string;

  @IvField()
  iv!: string;

  @TagField()
  tag!: string;

  @MetaField()
  meta?: string | null;
}

/** The next revision of an entry. An absent field is removed. */
export class UpdateEntryBody extends BlobBody {
  @GenerationField()
  generation?: number;
}

export class CreateEntryBody extends UpdateEntryBody {
  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    description: 'A UUIDv7 that the client chose, so that its seal can authenticate it. Absent: the server makes one.',
    example: EXAMPLE_ENTRY,
  })
  @Optional()
  @IsEntryId()
  id?: string;
}

export class ListEntriesQuery extends PageQuery {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 999_999_999_999_999,
    description:
      'The `revision` from the last page of an earlier list: shows the changes since, with deletions. Absent: all entries.',
  })
  @Optional()
  @Matches(/^(0|[1-9]\d{0,14})$/, { message: 'since must be a whole number from 0' })
  since?: string;
}

/** The blob of a body. An absent field is null. */
export function blobOf({ name, ciphertext, iv, tag, meta }: BlobBody): EntryBlob {
  return { name: name ?? null, ciphertext, iv, tag, meta: meta ?? null };
}
