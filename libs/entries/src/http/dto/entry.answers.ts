import { ApiProperty } from '@nestjs/swagger';
import { PageOf, TimestampField } from '#access';
import { EXAMPLE_CIPHERTEXT, EXAMPLE_ENTRY, EXAMPLE_IV, EXAMPLE_TAG } from './entry.fields.js';

/** A revision of an entry, as the client sealed it. */
export class EntryAnswer {
  @ApiProperty({ format: 'uuid', example: EXAMPLE_ENTRY })
  id!: string;

  @ApiProperty({ type: String, nullable: true, example: 'laptop-1' })
  name!: string | null;

  @ApiProperty({ description: 'base64.', example: EXAMPLE_CIPHERTEXT })
  ciphertext!: string;

  @ApiProperty({ description: 'base64 of 12 bytes.', example: EXAMPLE_IV })
  iv!: string;

  @ApiProperty({ description: 'base64 of 16 bytes.', example: EXAMPLE_TAG })
  tag!: string;

  @ApiProperty({ type: String, nullable: true, description: 'base64. Not encrypted by our client.', example: null })
  meta!: string | null;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'The generation that the client sealed for.', example: 1 })
  generation!: number;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'The ETag without its quotes.', example: 1 })
  revision!: number;

  @ApiProperty({ type: Boolean, enum: [false], example: false })
  deleted!: false;

  @TimestampField()
  created_at!: string;

  @TimestampField({ description: 'When this revision was written.' })
  updated_at!: string;
}

/** An entry in a list. A deleted entry has only its id and its last revision. */
export class ListedEntry {
  @ApiProperty({ format: 'uuid', example: EXAMPLE_ENTRY })
  id!: string;

  @ApiProperty({ type: String, nullable: true, example: 'laptop-1' })
  name!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'base64.', example: EXAMPLE_CIPHERTEXT })
  ciphertext!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'base64 of 12 bytes.', example: EXAMPLE_IV })
  iv!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'base64 of 16 bytes.', example: EXAMPLE_TAG })
  tag!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'base64. Not encrypted by our client.', example: null })
  meta!: string | null;

  @ApiProperty({ type: 'integer', minimum: 1, nullable: true, example: 1 })
  generation!: number | null;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Of a deleted entry: its last revision.', example: 1 })
  revision!: number;

  @ApiProperty({ type: Boolean, description: 'Deleted entries are listed only with `since`.', example: false })
  deleted!: boolean;

  @TimestampField({ nullable: true })
  created_at!: string | null;

  @TimestampField({ nullable: true })
  updated_at!: string | null;
}

export class EntryPageAnswer extends PageOf(ListedEntry, 'In the order of their last changes.') {
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'From the last page: the `since` of the next list.',
    example: 7,
  })
  revision!: number;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'The present generation of the vault.', example: 1 })
  generation!: number;

  @ApiProperty({
    type: Boolean,
    description:
      'True: the list holds all entries, so every other entry is deleted. False: it holds the changes since. The same ' +
      'on every page.',
    example: true,
  })
  full!: boolean;
}

export class EntryHistoryAnswer {
  @ApiProperty({ type: [EntryAnswer], description: 'The newest first.' })
  items!: readonly EntryAnswer[];
}
