import { ApiPropertyOptional } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { Optional, PageQuery } from '#access';
import type { EntryBlob } from '../../domain/entry-body.js';
import {
  CiphertextField,
  EXAMPLE_ENTRY,
  GenerationField,
  IvField,
  MetaField,
  NameField,
  TagField,
} from './entry.fields.js';

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** What a client sealed. */
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

/** The next revision of an entry: what is absent, it has not. */
export class UpdateEntryBody extends BlobBody {
  @GenerationField()
  generation?: number;
}

export class CreateEntryBody extends UpdateEntryBody {
  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    description: "A UUIDv7 of the client's own, which it can authenticate in its seal. Absent: the server makes one.",
    example: EXAMPLE_ENTRY,
  })
  @Optional()
  @Matches(ID, { message: 'id must be a UUIDv7 in lower case' })
  id?: string;
}

export class ListEntriesQuery extends PageQuery {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    description:
      'The `revision` of the last page of the list before: what has changed since, deletions included. Absent: everything.',
  })
  @Optional()
  @Matches(/^(0|[1-9]\d{0,14})$/, { message: 'since must be a whole number from 0' })
  since?: string;
}

/** The same under the names of the application: absent is none. */
export function blobOf({ name, ciphertext, iv, tag, meta }: BlobBody): EntryBlob {
  return { name: name ?? null, ciphertext, iv, tag, meta: meta ?? null };
}
